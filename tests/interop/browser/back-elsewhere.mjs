// What Firefox or WebKit shows on the way back after a sign-out.
//
//   echo '{"origin": "http://127.0.0.1:8080", "at_the_provider": false}' | FIREFOX=firefox-esr node back-elsewhere.mjs
//
// Prints {way: {restored, url, text}}: whether the page came from the back-forward cache, and what is to be seen then. On the ways
// `anywhere` and `signed_in` nobody signs out: they leave a page that is nobody's, and one of somebody.
//
// Playwright drives neither of the two as Debian has them. Firefox speaks Marionette, and WebKit has a driver of its own for
// WebDriver; the few commands that are needed are the same in both.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const question = JSON.parse(await text(process.stdin));
const { origin } = question;

const PRIVATE = '/account/private';
const WAYS = {
  async anywhere() {
    await open('/');
    return atLast(() => back('/', () => open('/client/other')));
  },
  async signed_in() {
    return atLast(() => back(PRIVATE, () => open('/client/other')));
  },
  async form() {
    return back(PRIVATE, () => press('Leave', '/'));
  },
  async page_that_asks() {
    await open('/auth/signout?callbackUrl=/');
    return back('/auth/signout', () => press('Sign out', '/'));
  },
  async script() {
    return back(PRIVATE, async () => {
      await run(`import('/auth/client.js').then((auth) => auth.signOut({ callbackUrl: '/' }))`);
      await arrived('/');
    }, true);
  },
  async htmx() {
    return back(PRIVATE, async () => {
      await run(`fetch('/auth/signout', { method: 'POST', headers: { 'HX-Request': 'true' }, body: new URLSearchParams('callbackUrl=/') })
        .then((answer) => { location.href = answer.headers.get('HX-Redirect') })`);
      await arrived('/');
    });
  },
  async at_the_provider() {
    await command('DeleteAllCookies');
    await open('/auth/signin?callbackUrl=/');
    await press('Continue with Acme');
    await until(`document.querySelector('[name=login]')`);
    await run(`document.querySelector('[name=login]').value = 'alice'`);
    await press('Continue', '/');
    return back(PRIVATE, async () => {
      await press('Quit everything');
      await until(`document.body.innerText.includes('Yes, sign me out')`);
    });
  },
};

// Nothing is left running, whatever happens: before whoever asks has no more patience, and kills this process alone.
const children = [];
process.on('exit', () => children.forEach((child) => child.kill()));
setTimeout(() => {
  console.error('it took too long');
  process.exit(1);
}, 240_000).unref();

const folder = mkdtempSync(join(tmpdir(), 'browser-'));
const browser = process.env.FIREFOX ? await firefox() : await webkit();
const { command } = browser;
const seen = {};
try {
  for (const [name, way] of Object.entries(WAYS)) {
    if (name === 'at_the_provider' && !question.at_the_provider) continue;
    await command('DeleteAllCookies');
    if (name !== 'anywhere') {
      await open('/auth/signin?callbackUrl=/');
      await press('Development sign-in');
      // Whom the provider knows it does not ask again.
      await until(`location.pathname === '/' || ${button('Ada Lovelace')}`);
      if (await run('return location.pathname') !== '/') await press('Ada Lovelace');
      await arrived('/');
    }
    seen[name] = await way();
  }
} finally {
  await browser.end();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
console.log(JSON.stringify(seen));

/** Comes to that page, leaves it, and goes back to it. */
async function back(path, leave, loadsItself = false) {
  if (await run('return location.pathname') !== path) await open(path);
  await run('window.mark = 1');
  await leave();
  await run('window.left = 1');
  await command('Back');
  // On a slow machine Firefox answers before it has gone, and shows nothing for a while (`about:blank`). A page that has signed
  // out by itself loads itself again.
  const [restored, url, text] = await until(`location.protocol !== 'about:' && !window.left && document.readyState === 'complete'
    ${loadsItself ? '&& window.mark !== 1' : ''} && [window.mark === 1, location.pathname, document.body.innerText]`);
  return { restored, url, text };
}

/** Browsers keep no page that has something under way, such as the icon of its tab: then once more. */
async function atLast(look) {
  let seen = await look();
  for (let more = 4; more > 0 && !seen.restored; more -= 1) seen = await look();
  return seen;
}

async function open(path) {
  await command('Navigate', { url: origin + path });
}

/** Presses the button of that name. */
async function press(name, path) {
  await until(`document.readyState === 'complete' && ${button(name)}`);
  await run(`${button(name)}.click()`);
  if (path) await arrived(path);
}

function button(name) {
  return `[...document.querySelectorAll('button')].find((one) => one.innerText.split('\\n').some((line) => line.trim() === ${JSON.stringify(name)}))`;
}

async function arrived(path) {
  await until(`location.origin === ${JSON.stringify(origin)} && location.pathname === ${JSON.stringify(path)} && document.readyState === 'complete'`);
}

/** Waits until it is so, and returns what it is then. */
async function until(condition) {
  const patience = Date.now() + 60_000;
  for (;;) {
    // Where a page goes away under a script there is no answer.
    const found = await run(`return ${condition}`).catch(() => undefined);
    if (found) return found;
    if (Date.now() > patience) throw new Error(`never: ${condition} at ${await run('return location.href + document.body.innerText')}`);
    await sleep(20);
  }
}

async function run(script) {
  return command('ExecuteScript', { script, args: [] });
}

/** https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html */
async function firefox() {
  writeFileSync(join(folder, 'user.js'), [
    ['marionette.port', 0], ['browser.shell.checkDefaultBrowser', false], ['datareporting.policy.dataSubmissionEnabled', false],
    ['app.normandy.enabled', false], ['network.captive-portal-service.enabled', false], ['network.connectivity-service.enabled', false],
  ].map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(''));
  const child = start(process.env.FIREFOX, ['--headless', '--no-remote', '--marionette', '--profile', folder, 'about:blank'], { stdio: 'ignore' });
  const port = await soon(() => Number(readFileSync(join(folder, 'MarionetteActivePort'), 'utf8')) || undefined);
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map();
  let buffer = Buffer.alloc(0);
  socket.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
      const colon = buffer.indexOf(':');
      const end = colon + 1 + Number(buffer.subarray(0, colon));
      if (colon < 0 || buffer.length < end) return;
      const message = JSON.parse(buffer.subarray(colon + 1, end));
      buffer = buffer.subarray(end);
      // The first says who is there.
      if (!Array.isArray(message)) continue;
      const [, number, error, answer] = message;
      const { resolve, reject } = waiting.get(number);
      error ? reject(new Error(error.message)) : resolve('value' in answer ? answer.value : answer);
    }
  });
  const gone = () => new Error('Firefox has gone');
  socket.on('close', () => waiting.forEach(({ reject }) => reject(gone())));
  let number = 0;
  const command = (name, parameters = {}) => new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(gone());
    waiting.set(number += 1, { resolve, reject });
    const text = JSON.stringify([0, number, `WebDriver:${name}`, parameters]);
    socket.write(`${Buffer.byteLength(text)}:${text}`);
  });
  await command('NewSession', { capabilities: {} });
  return { command, end: async () => {
    socket.destroy();
    await ended(child);
  } };
}

/** https://www.w3.org/TR/webdriver2/#endpoints */
async function webkit() {
  const display = start(process.env.XVFB, ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = await once(display.stdio[3], 'data');
  const port = await free();
  const environment = { ...process.env, DISPLAY: `:${String(number).trim()}`, HOME: folder };
  const driver = start(process.env.WEBKIT_DRIVER, [`--port=${port}`], { stdio: 'ignore', env: environment });
  const ask = async (method, path, body) => {
    const options = { method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
    const answer = await (await fetch(`http://127.0.0.1:${port}${path}`, options)).json();
    if (answer.value?.error) throw new Error(answer.value.message);
    return answer.value;
  };
  await soon(() => ask('GET', '/status').catch(() => undefined));
  // The driver loses a page whose process changes on the way back.
  const features = '--features=-CrossOriginOpenerPolicy,-ProcessSwapOnCrossSiteNavigation';
  const options = { binary: process.env.WEBKIT, args: ['--automation', features] };
  const capabilities = { alwaysMatch: { acceptInsecureCerts: true, 'webkitgtk:browserOptions': options } };
  const { sessionId } = await ask('POST', '/session', { capabilities });
  const session = `/session/${sessionId}`;
  const commands = {
    Navigate: ['POST', '/url'], Back: ['POST', '/back'], ExecuteScript: ['POST', '/execute/sync'], DeleteAllCookies: ['DELETE', '/cookie'],
  };
  const command = async (name, parameters = {}) => {
    const [method, path] = commands[name];
    const answer = await ask(method, session + path, method === 'POST' ? parameters : undefined);
    // A page that comes back is another one than before.
    if (name === 'Back') await ask('POST', session + '/frame', { id: null });
    return answer;
  };
  return { command, end: async () => {
    await ask('DELETE', session);
    await ended(driver);
    await ended(display);
  } };
}

function start(...command) {
  const child = spawn(...command);
  children.push(child);
  return child;
}

async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

async function soon(get) {
  const patience = Date.now() + 30_000;
  for (;;) {
    try {
      const found = await get();
      if (found !== undefined) return found;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    if (Date.now() > patience) throw new Error('the browser did not start');
    await sleep(20);
  }
}

async function free() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
