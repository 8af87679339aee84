// People at a browser: Chromium, driven through plans of steps.
//
//   node browser.mjs
//
// Reads one plan a line: {"number": 1, "question": {"javascript": true, "steps": [{"tab": 0, "do": "open", …}, …], "screenshots": a folder or null}}.
// Controls are named as a screen reader names them, by role and accessible name, so that a page nobody can use by ear fails
// here too. Prints one report a line, {"number": 1, "answer": …}, in the order they come to an end: whether it is the right one,
// the test decides. All share a browser, since its start takes longer than most plans, and none sees what another one has:
// each has cookies, storage and cache of their own.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
];
const PATIENCE = 15_000; // milliseconds for one step

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: FLAGS });
const visits = [];
for await (const line of createInterface({ input: process.stdin })) {
  const { number, question } = JSON.parse(line);
  visits.push(visit(question).then((answer) => console.log(JSON.stringify({ number, answer }))));
}
await Promise.all(visits);
await browser.close();

/** What became of a plan. */
async function visit(plan) {
  const report = {
    error: null, // the first step that could not be done, in words
    navigations: [], // every main-frame request: {tab, method, url, status}, redirects included
    notes: {}, // what the steps "note" saw: {url, status, title, text, cookies}
    values: {}, // what the scripts of the steps "run" gave: JSON by name
    cookies: [], // what the browser holds at the end
    console: [], // errors and warnings: {text, url}
    issues: [], // refusals by a Content-Security-Policy, and cookies that were refused
    failed_requests: [], // requests that got no answer
    outside_requests: [], // requests that left this machine, had they been let
  };
  const context = await browser.newContext({ javaScriptEnabled: plan.javascript });
  context.setDefaultTimeout(PATIENCE);
  const tabs = [];
  for (const [number, step] of plan.steps.entries()) {
    const page = await tab(step.tab ?? 0);
    try {
      await perform(page, step);
    } catch (error) {
      report.error = `step ${number + 1}, ${JSON.stringify(step)}, at ${page.url()}: ${error.message}`;
      report.notes.error = await look(page);
    }
    await screenshot(page, number + 1, step);
    if (report.error) break;
  }
  report.cookies = await cookies();
  await context.close();
  return report;

  async function perform(page, step) {
    switch (step.do) {
      case 'open':
        await page.goto(step.url);
        break;
      case 'press':
        await Promise.all([page.waitForEvent('load'), (await control(page, step.name)).click()]);
        // The page on the way out of a session leads on by itself.
        await page.waitForURL(({ pathname, searchParams }) => !(pathname.endsWith('/signed-out') && searchParams.has('state') && !searchParams.has('left')));
        break;
      case 'click':
        await (await control(page, step.name)).click();
        break;
      case 'fill':
        await page.getByLabel(step.name, { exact: true }).fill(step.value);
        break;
      case 'arrive':
        await page.waitForURL(step.url);
        break;
      case 'back':
        await page.goBack();
        break;
      case 'run':
        report.values[step.name] = (await page.evaluate(`(async () => { ${step.script} })()`)) ?? null;
        break;
      case 'wait':
        await become(page, step.script);
        break;
      case 'offline':
        await context.setOffline(step.offline);
        break;
      case 'cut':
        if (step.cut) await context.route(step.url, (route) => route.abort());
        else await context.unroute(step.url);
        break;
      case 'clock':
        // From here on the page's time stands still but for what it is moved by, in milliseconds.
        if (step.by === null) await page.clock.install();
        else await page.clock.fastForward(step.by);
        break;
      case 'note':
        report.notes[step.name] = await look(page);
        break;
      default:
        throw new Error(`there is no step "${step.do}"`);
    }
  }

  /** The button or link of this name. One that says more, such as "Ada Lovelace ada@example.test", is found by a part of it that no other has. */
  async function control(page, name) {
    const named = (exact) => page.getByRole('button', { name, exact }).or(page.getByRole('link', { name, exact }));
    return await named(true).count() ? named(true) : named(false);
  }

  /**
   * Waits until an expression is true. It is asked from outside: the browser driver's own way evaluates text in the page, which
   * a Content-Security-Policy refuses. While one page goes and the next one comes, there is nothing to ask.
   */
  async function become(page, expression) {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
      if (await page.evaluate(expression).catch(() => false)) return;
    }
    throw new Error(`it has not become true: ${expression}`);
  }

  /** The page as a person finds it now. */
  async function look(page) {
    return {
      url: page.url(),
      status: tabs.find((known) => known.page === page).status,
      title: await page.title(),
      text: await page.locator('body').innerText().catch(() => ''),
      cookies: await cookies(),
    };
  }

  async function cookies() {
    return (await context.cookies()).map(({ name, value, domain, path, expires, httpOnly, secure, sameSite }) => ({
      name, domain, path, http_only: httpOnly, secure, same_site: sameSite, expires, bytes: value.length,
    }));
  }

  /** The tab of this number, opened and watched when it is new. */
  async function tab(number) {
    while (tabs.length <= number) {
      const page = await context.newPage();
      const self = { page, status: null };
      const index = tabs.push(self) - 1;
      page.on('response', (response) => {
        const request = response.request();
        if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
        self.status = response.status();
        report.navigations.push({ tab: index, method: request.method(), url: response.url(), status: self.status });
      });
      page.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (/^https?:$/.test(protocol) && !/^(localhost|.*\.localhost|127\.0\.0\.1)$/.test(hostname)) {
          report.outside_requests.push(request.url());
        }
      });
      page.on('requestfailed', (request) => {
        report.failed_requests.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`);
      });
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) report.console.push({ text: message.text(), url: message.location().url });
      });
      page.on('pageerror', (error) => report.console.push({ text: error.message, url: page.url() }));
      await watchIssues(page);
    }
    return tabs[number].page;
  }

  /** What the developer tools list as issues; unlike the console, they see a page without JavaScript as well. */
  async function watchIssues(page) {
    const devtools = await context.newCDPSession(page);
    devtools.on('Audits.issueAdded', ({ issue }) => {
      const details = issue.details.contentSecurityPolicyIssueDetails ?? issue.details.cookieIssueDetails;
      if (details) report.issues.push(`${issue.code}: ${JSON.stringify(details)}`);
    });
    await devtools.send('Audits.enable');
  }

  async function screenshot(page, number, step) {
    if (!plan.screenshots || !existsSync(plan.screenshots) && !mkdirSync(plan.screenshots, { recursive: true })) return;
    const name = `${String(number).padStart(2, '0')}-${step.do}-${(step.name ?? '').replace(/\W+/g, '-')}.png`;
    await page.screenshot({ path: join(plan.screenshots, name), fullPage: true });
  }
}
