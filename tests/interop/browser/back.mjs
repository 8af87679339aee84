// What Chromium shows on the way back after a sign-out.
//
//   echo '{"origin": "http://127.0.0.1:8080"}' | node back.mjs
//
// Prints {way: {restored, url, text, history}}: whether the page came from the back-forward cache, and what is to be seen then.
// The browser driver switches that cache off unless it is told not to; `signed_in…` shows that it is on here.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { chromium } from 'playwright-core';

const { origin } = JSON.parse(await text(process.stdin));

const PRIVATE = '/account/private';
const ASKS = '/auth/signout?callbackUrl=/';
const WAYS = {
  /** Nobody signs out: the page comes back as it was. */
  async signed_in(page) {
    await page.goto(origin + PRIVATE);
    await page.goto(origin + '/auth/signout');
    return back(page, PRIVATE);
  },
  /** The page's own form. */
  async form(page) {
    await page.goto(origin + PRIVATE);
    await Promise.all([page.waitForURL(origin + '/'), page.getByRole('button', { name: 'Leave' }).click()]);
    return back(page, PRIVATE);
  },
  /** By way of the page that asks. */
  async page_that_asks(page) {
    await page.goto(origin + PRIVATE);
    await page.goto(origin + ASKS);
    await Promise.all([page.waitForURL(origin + '/'), page.getByRole('button', { name: 'Sign out', exact: true }).click()]);
    return back(page, PRIVATE);
  },
  async the_page_that_asked(page) {
    await page.goto(origin + ASKS);
    await Promise.all([page.waitForURL(origin + '/'), page.getByRole('button', { name: 'Sign out', exact: true }).click()]);
    return back(page, ASKS);
  },
  /** A page's script, with the module. */
  async script(page) {
    await page.goto(origin + PRIVATE);
    await page.evaluate(`import('/auth/client.js').then((auth) => auth.signOut({ callbackUrl: '/' }))`);
    await page.waitForURL(origin + '/');
    return back(page, PRIVATE);
  },
  /** What htmx does. */
  async htmx(page) {
    await page.goto(origin + PRIVATE);
    await page.evaluate(`fetch('/auth/signout', { method: 'POST', headers: { 'HX-Request': 'true' }, body: new URLSearchParams('callbackUrl=/') })
      .then((answer) => { location.href = answer.headers.get('HX-Redirect') })`);
    await page.waitForURL(origin + '/');
    return back(page, PRIVATE);
  },
  /** The provider, whose page is the last one that is seen, asks first. */
  async at_the_provider(page) {
    await atTheProvider(page);
    return back(page, PRIVATE);
  },
  async by_way_of_the_provider(page) {
    await atTheProvider(page);
    await Promise.all([page.waitForURL(origin + '/'), page.getByRole('button', { name: 'Yes, sign me out' }).click()]);
    return back(page, PRIVATE);
  },
  /** The last page that is seen says that the provider has not taken back what was granted. */
  async not_everything(page) {
    await context.clearCookies();
    await page.goto(origin + '/auth/signin?callbackUrl=/');
    await page.getByRole('button', { name: 'Continue with Poster' }).click();
    await page.getByRole('button', { name: 'Ada Lovelace' }).click();
    // Without JavaScript each page on the way back is sent on by hand.
    while (!await page.getByRole('button', { name: 'Leave' }).isVisible()) {
      const onward = page.getByRole('button', { name: 'Continue', exact: true });
      await onward.or(page.getByRole('button', { name: 'Leave' })).waitFor();
      if (await onward.isVisible()) await onward.click().catch(() => undefined);
    }
    await page.goto(origin + PRIVATE);
    await page.getByRole('button', { name: 'Quit and take back' }).click();
    await page.getByText('was not revoked').waitFor();
    return back(page, PRIVATE);
  },
  /** A page that its tab has left before somebody signs out in another tab. */
  async another_tab(page) {
    await page.goto(origin + PRIVATE);
    await page.goto(origin + '/auth/error');
    await signOutInAnotherTab();
    return back(page, PRIVATE);
  },
  /** Somebody else signs in, and nobody has signed out. */
  async somebody_else(page) {
    await page.goto(origin + PRIVATE);
    await page.goto(origin + '/auth/signin?prompt=select_account&callbackUrl=/');
    await page.getByRole('button', { name: 'Development sign-in' }).click();
    await Promise.all([page.waitForURL(origin + '/'), page.getByRole('button', { name: 'Grace Hopper' }).click()]);
    return back(page, PRIVATE);
  },
  /** The other direction. */
  async forward(page) {
    await page.goto(origin + '/auth/error');
    await page.goto(origin + PRIVATE);
    await back(page, '/auth/error');
    await signOutInAnotherTab();
    return back(page, PRIVATE);
  },
  /** A page that was opened before, and is loaded again. */
  async loaded_again(page) {
    await page.goto(origin + PRIVATE);
    await signOutInAnotherTab();
    await page.reload();
    return { restored: false, ...(await look(await context.newCDPSession(page))) };
  },
};

const seen = {};
let context;
await ways(true, Object.keys(WAYS));
await ways(false, ['signed_in', 'form', 'page_that_asks', 'at_the_provider', 'not_everything']);
console.log(JSON.stringify(seen));

/** These ways, in a browser with JavaScript or without. */
async function ways(javaScriptEnabled, names) {
  const folder = mkdtempSync(join(tmpdir(), 'browser-'));
  context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM,
    headless: true,
    javaScriptEnabled,
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  try {
    context.setDefaultTimeout(15_000);
    for (const name of names) {
      const page = await context.newPage();
      await page.goto(origin + '/auth/signin?callbackUrl=/');
      await page.getByRole('button', { name: 'Development sign-in' }).click();
      await Promise.all([page.waitForURL(origin + '/'), page.getByRole('button', { name: 'Ada Lovelace' }).click()]);
      const way = javaScriptEnabled ? name : `${name}_without_javascript`;
      seen[way] = await WAYS[name](page).catch((error) => ({ error: `${error.message} at ${page.url()}` }));
      await page.close();
      await context.clearCookies();
    }
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Signs in with the certified provider, and comes to its question whether to sign out of it too. */
async function atTheProvider(page) {
  await context.clearCookies();
  await page.goto(origin + '/auth/signin?callbackUrl=/');
  await page.getByRole('button', { name: 'Continue with Acme', exact: true }).click();
  await page.getByLabel('Login').fill('alice');
  await Promise.all([page.waitForURL(origin + '/'), page.getByRole('button', { name: 'Continue' }).click()]);
  await page.goto(origin + PRIVATE);
  await page.getByRole('button', { name: 'Quit everything' }).click();
  await page.getByRole('button', { name: 'Yes, sign me out' }).waitFor();
}

async function signOutInAnotherTab() {
  const other = await context.newPage();
  await other.goto(origin + PRIVATE);
  await Promise.all([other.waitForURL(origin + '/'), other.getByRole('button', { name: 'Leave' }).click()]);
  await other.close();
}

/** Goes back to that page, as the history has it. */
async function back(page, path) {
  const browser = await context.newCDPSession(page);
  await browser.send('Page.enable');
  const { entries } = await browser.send('Page.getNavigationHistory');
  const entry = entries.findLast(({ url }) => url === origin + path);
  const arrived = new Promise((resolve) => {
    browser.on('Page.frameNavigated', ({ frame, type }) => {
      if (type === 'BackForwardCacheRestore') resolve(true);
      else if (!frame.parentId) browser.once('Page.loadEventFired', () => resolve(false));
    });
  });
  await browser.send('Page.navigateToHistoryEntry', { entryId: entry.id });
  const restored = await arrived;
  return { restored, ...(await look(browser)), history: entries.map(({ url }) => url.replace(origin, '')) };
}

/** What is to be seen. The browser driver itself is lost where a page comes back whole. */
async function look(browser) {
  const expression = `({ url: location.pathname, text: document.body?.checkVisibility() ? document.body.innerText : '' })`;
  return (await browser.send('Runtime.evaluate', { expression, returnByValue: true })).result.value;
}
