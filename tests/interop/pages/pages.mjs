// Looks at every built-in page, as many people would: in light and dark, on small and large screens, in three languages, by
// keyboard, with large text, in forced colours.
//
//   node pages.mjs < plan.json
//
// The plan: {"origin": …, "pictures": a folder, "blessed": a folder or null, "for_the_readme": names of pages}. Prints one
// JSON report and ends with status 0 whenever there is one: whether it is the right one, the test decides.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
const TOKEN = 'A'.repeat(43);

const plan = await json(process.stdin);
const report = {
  error: null, looks: [], keyboard: [], keyboard_titles: [], complaints: [], switched: [],
  forced_colours: { active: false, borders: [], outline: 0, violations: [] },
  motion: { wanted: 0, reduced: 0 },
};
for (const folder of [plan.pictures, plan.blessed]) if (folder) mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: FLAGS });
try {
  for (const scheme of ['light', 'dark']) {
    await withPage({ colorScheme: scheme, locale: 'en-GB' }, (page) => everyPage(page, { scheme, language: 'en' }));
  }
  await withPage({ colorScheme: 'light', locale: 'de-AT' }, (page) => everyPage(page, { scheme: 'light', language: 'de' }));
  await withPage({ colorScheme: 'dark', locale: 'ar' }, (page) => everyPage(page, { scheme: 'dark', language: 'ar' }));
  await withPage({ javaScriptEnabled: false, locale: 'en-GB' }, byKeyboard);
  await withPage({ forcedColors: 'active', locale: 'en-GB' }, inForcedColours);
  for (const [name, reducedMotion] of [['wanted', 'no-preference'], ['reduced', 'reduce']]) {
    await withPage({ reducedMotion }, async (page) => {
      await page.goto(at('/auth/signin'));
      report.motion[name] = await page.locator('.choice').first()
        .evaluate((button) => parseFloat(getComputedStyle(button).transitionDuration));
    });
  }
} catch (error) {
  report.error = error.stack;
} finally {
  await browser.close();
}
console.log(JSON.stringify(report));

async function withPage(options, act) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complain = (text) => report.complaints.push(`${page.url()}: ${text}`);
  page.on('console', (message) => {
    const status = message.text().startsWith('Failed to load resource: the server responded');
    if (['error', 'warning'].includes(message.type()) && !status) complain(message.text());
  });
  page.on('pageerror', (error) => complain(error.message));
  page.on('requestfailed', (request) => {
    // What was answered with nothing (formPost) has failed as far as the browser is concerned.
    if (request.method() === 'POST' && request.failure()?.errorText === 'net::ERR_ABORTED') return;
    complain(`${request.url()}: ${request.failure()?.errorText}`);
  });
  try {
    await act(page);
  } finally {
    await context.close();
  }
}

/** Goes through all of them: first as somebody whom nobody knows, then signed in. */
async function everyPage(page, look) {
  const open = async (name, path) => {
    await page.goto(at(path));
    await lookAt(page, { ...look, page: name });
  };
  await open('sign-in', '/auth/signin');
  await open('sign-in-failed', '/auth/signin?error=CredentialsSignin');
  await open('another-account', '/auth/signin?prompt=select_account');
  await open('verify-request', '/auth/verify-request');
  await open('link', `/auth/callback/email?email=ada%40example.com&token=${TOKEN}`);
  await open('error', '/auth/error?error=StateExpired');
  await open('not-set-up', '/auth/error?error=Configuration');
  await open('not-signed-in', '/auth/signout');
  await open('signed-out', '/auth/signed-out');
  await open('dev-refusal', '/auth/dev/authorize');
  await formPost(page);
  await lookAt(page, { ...look, page: 'form-post' });
  await signIn(page);
  await lookAt(page, { ...look, page: 'dev' });
  await page.getByRole('button', { name: 'Ada Lovelace' }).click();
  await page.waitForURL(at('/account'));
  await open('sign-out', '/auth/signout');
  await open('dev-sign-out', '/auth/dev/end-session');
  await page.locator('button[name=stay]').click();
  await lookAt(page, { ...look, page: 'dev-still-signed-in' });
  await open('forbidden', '/admin');
  if (look.language === 'en') await switchAccount(page);
  // Of this provider an application signs nobody out.
  await page.context().clearCookies();
  await page.goto(at('/as-grace-of-github'));
  await page.getByRole('button', { name: 'Leave' }).click();
  // By way of the page that leads on by itself.
  await page.waitForURL(/\/auth\/signed-out\?.*left=1$/);
  await lookAt(page, { ...look, page: 'signed-out-here' });
}

/** A response that a provider's page sends. The page that sends it on stays, for its own request is answered with nothing. */
async function formPost(page) {
  const path = at('/auth/callback/acme');
  await page.goto('about:blank');
  let sent = 0;
  await page.route(path, (route) => (sent += 1) === 1 ? route.continue() : route.fulfill({ status: 204 }));
  await page.evaluate((action) => {
    document.body.innerHTML = `<form method=post action="${action}"><input name=state value=${'a'.repeat(43)}></form>`;
    document.forms[0].submit();
  }, path);
  await page.locator('.card').waitFor();
}

/** From a page that is not for Ada, by its link, to be Grace there: the provider, who knows Ada, has to ask. */
async function switchAccount(page) {
  await page.getByRole('link', { name: 'Use another account' }).click();
  await page.locator('.p-dev').click();
  await page.getByRole('button', { name: 'Grace Hopper' }).click();
  await page.waitForURL(at('/admin'));
  report.switched.push(await page.locator('.intro').innerText());
}

async function signIn(page) {
  await page.goto(at('/account'));
  await page.locator('.p-dev').click();
  await page.waitForURL(/\/auth\/dev\/|interaction/);
}

/** What the development provider refuses it says to developers, in English. */
async function lookAt(page, look) {
  if (look.page === 'dev-refusal' && look.language !== 'en') return;
  const widths = look.page === 'sign-in' ? [1280, 320, 3840] : [1280, 320];
  for (const width of widths) {
    await page.setViewportSize({ width, height: width === 3840 ? 2160 : 800 });
    await note(page, { ...look, width, zoomed: false }, await violations(page));
    await picture(page, join(plan.pictures, `${look.page}-${look.language}-${look.scheme}-${width}.png`));
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  await note(page, { ...look, width: 1280, zoomed: true }, []);
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
  if (plan.blessed && look.language === 'en' && plan.for_the_readme.includes(look.page)) {
    await page.setViewportSize({ width: 640, height: 480 });
    await smallPicture(page, join(plan.blessed, `${look.page}-${look.scheme}.webp`));
    await page.setViewportSize({ width: 1280, height: 800 });
  }
}

async function picture(page, path) {
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}

/** A picture that is small enough to be kept. */
async function smallPicture(page, path) {
  const devtools = await page.context().newCDPSession(page);
  const { cssContentSize: { width, height } } = await devtools.send('Page.getLayoutMetrics');
  const { data } = await devtools.send('Page.captureScreenshot', {
    format: 'webp', quality: 82, captureBeyondViewport: true, clip: { x: 0, y: 0, width, height, scale: 1 },
  });
  writeFileSync(path, Buffer.from(data, 'base64'));
}

async function note(page, look, violations) {
  const seen = await page.evaluate(() => {
    const root = document.documentElement;
    const card = (document.querySelector('.card') ?? document.querySelector('main')).getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(document.querySelector('h1'));
    const heading = range.getBoundingClientRect();
    const cut = [...document.querySelectorAll('body *')].filter((element) =>
      !element.closest('svg') && element.tagName !== 'INPUT' && element.clientWidth > 0
      && (element.scrollWidth > element.clientWidth + 1
        || getComputedStyle(element).overflow !== 'visible' && element.scrollHeight > element.clientHeight + 1)
      && getComputedStyle(element).display !== 'inline');
    return {
      direction: getComputedStyle(root).direction,
      overflow: root.scrollWidth - root.clientWidth,
      cut_off: cut.map((element) => element.outerHTML.slice(0, 200)),
      font_size: parseFloat(getComputedStyle(root).fontSize),
      logo_width: document.querySelector('.logo')?.naturalWidth ?? 0,
      heading: [heading.left - card.left, card.right - heading.right],
    };
  });
  report.looks.push({ ...look, ...seen, violations });
}

/** What axe finds, in its words; evaluated by the debugger, which no Content-Security-Policy concerns. */
async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((tags) => globalThis.axe.run(document, {
    runOnly: { type: 'tag', values: tags },
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations'],
  }), TAGS);
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`));
}

async function byKeyboard(page) {
  await page.goto(at('/account'));
  await tabTo(page, 'Development sign-in', true);
  await enter(page);
  await tabTo(page, 'Ada Lovelace', false);
  await enter(page);
  report.keyboard_titles.push(await page.title());
  await page.goto(at('/auth/signout'));
  await tabTo(page, 'Sign out', true);
  await enter(page);
  report.keyboard_titles.push(await page.title());
  await page.goto(at('/account'));
  report.keyboard_titles.push(await page.title());
}

async function enter(page) {
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  // The page on the way out of a session leads on by itself.
  await page.waitForURL(({ pathname, searchParams }) => !(pathname.endsWith('/signed-out') && searchParams.has('state') && !searchParams.has('left')));
}

/** Presses Tab until the control of this name has the focus, and notes each on the way, or only the last one. */
async function tabTo(page, name, each) {
  for (let pressed = 0; pressed < 30; pressed += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.locator(':focus').evaluate((element) => {
      const style = getComputedStyle(element);
      return {
        name: (element.labels?.[0] ?? element.querySelector('.name') ?? element).textContent.trim().replace(/\s+/g, ' '),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
      };
    });
    if (each || focus.name === name) report.keyboard.push(focus);
    if (focus.name === name) return;
  }
  throw new Error(`no Tab leads to "${name}" at ${page.url()}`);
}

async function inForcedColours(page) {
  await page.goto(at('/auth/signin'));
  const seen = report.forced_colours;
  seen.active = await page.evaluate(() => matchMedia('(forced-colors: active)').matches);
  seen.borders = await page.locator('button, input:not([type=hidden])').evaluateAll((all) => all.map((one) => {
    const style = getComputedStyle(one);
    return style.borderTopStyle === 'none' ? 0 : parseFloat(style.borderTopWidth);
  }));
  await page.keyboard.press('Tab');
  seen.outline = await page.locator(':focus').evaluate((one) => parseFloat(getComputedStyle(one).outlineWidth));
  seen.violations = await violations(page);
  await picture(page, join(plan.pictures, 'sign-in-forced-colours.png'));
}

function at(path) {
  return plan.origin + path;
}
