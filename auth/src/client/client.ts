// Signing in and out from a page's own script. What it exports is described in `declared.d.ts`, which becomes the `client.d.ts`
// of a declaration. What is served is `client.js`; CONTRIBUTING.md says how it is built.

import type {
  AuthError, Provider, ProviderId, Result, Session, SessionUpdate, SignInOptions, SignOutOptions, SignOutResult,
} from './declared.d.ts';

interface Answered { result: Result; answer?: any }
type Encode = (fields: Record<string, unknown>) => URLSearchParams | string;

// The module lies below the base path, and so does everything it asks.
const base = new URL('.', import.meta.url).href;

const listeners = new Set<(session: Session | null) => void>();
const tabs = new BroadcastChannel('auth ' + base);
let pending: Promise<Session | null> | undefined;
let latest = 0; // the newest request for the session: an older answer is not the state of things
let asked = 0; // when that was
let left = false; // somebody has signed out on this page
let expiry: ReturnType<typeof setTimeout> | undefined;

export const signIn = (
  provider?: ProviderId,
  { callbackUrl, redirect, ...fields }: SignInOptions = {},
  authorizationParams?: string | Record<string, string> | URLSearchParams,
): Promise<Result> => {
  const path = provider == null ? 'signin' : 'signin/' + encodeURIComponent(provider);
  const query = new URLSearchParams(authorizationParams).toString();
  // The server knows this page by its address, without the fragment, and which pages lead to where somebody wants to go.
  callbackUrl ??= location.hash ? location.href : undefined;
  return perform(query ? path + '?' + query : path, { ...fields, callbackUrl }, redirect);
};

export const signOut = (
  { callbackUrl = location.href, redirect, scope, revoke }: SignOutOptions = {},
): Promise<SignOutResult> =>
  perform('signout', { callbackUrl, scope: scope && [scope].flat().join(' '), revoke }, redirect);

export const getSession = (): Promise<Session | null> => {
  if (pending) return pending;
  const mine = read().finally(() => {
    if (pending === mine) pending = undefined;
  });
  return (pending = mine);
};

export const updateSession = async (update: SessionUpdate): Promise<Session | null> => {
  const { result, answer } = await submit('session', { data: update }, JSON.stringify);
  if (!result.ok) throw authError(result);
  tabs.postMessage(0);
  // What is being asked is older.
  pending = undefined;
  latest++;
  tell(answer);
  return answer;
};

export const getProviders = (): Promise<Partial<Record<ProviderId, Provider>>> => get('providers');

export const getCsrfToken = async (): Promise<string> => (await get('csrf')).csrfToken;

export const onSessionChange = (fn: (session: Session | null) => void): (() => void) => {
  let known: string | undefined;
  const listener = (session: Session | null) => {
    // That it lives longer is no change.
    const now = JSON.stringify(session && { ...session, expires: 0 });
    if (known === now) return;
    known = now;
    // What it throws is its own, and keeps nobody else from being told.
    queueMicrotask(() => listeners.has(listener) && fn(session));
  };
  listeners.add(listener);
  refresh();
  return () => {
    listeners.delete(listener);
  };
};

/** Does something that changes who is signed in, and goes where that leads unless it is not to. */
async function perform(path: string, fields: Record<string, unknown>, redirect = true): Promise<SignOutResult> {
  let { result, answer } = await submit(path, fields, form);
  const url = destination(answer?.url);
  if (result.ok) result = url ? { ...answer, ...result, url } : failed(result.status);
  // Whatever came of it, and also where no answer came: something may have changed.
  tabs.postMessage(0);
  left ||= path === 'signout' && result.ok;
  if (redirect && url) {
    remember();
    location.href = url;
    // The way to a fragment of this page loads nothing.
    if (url.includes('#') && url.split('#')[0] === location.href.split('#')[0]) location.reload();
  } else {
    again();
  }
  return result;
}

/** One request that changes something. */
async function submit(path: string, fields: Record<string, unknown>, encode: Encode): Promise<Answered> {
  const answered = await ask(path, encode(fields));
  if (answered.result.error !== 'csrf_rejected') return answered;
  // The browser or something on the way hides where requests come from: the token says it.
  const token = await ask('csrf');
  return token.result.ok ? ask(path, encode({ ...fields, csrfToken: token.answer.csrfToken })) : answered;
}

const form = (fields: Record<string, unknown>): URLSearchParams => {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value != null) body.set(name, String(value));
  return body;
};

/** Where a browser can go: nothing that would be run instead. */
function destination(url: unknown): string | null {
  try {
    const { protocol, href } = new URL(url as string, base);
    return typeof url == 'string' && /^https?:$/.test(protocol) ? href : null;
  } catch {
    return null;
  }
}

const failed = (status: number, error = 'unexpected_response', code: string | null = null): Result =>
  ({ ok: false, status, error, code, url: null });

/** One request. Nothing that goes wrong is thrown. */
async function ask(path: string, body: URLSearchParams | string | null = null): Promise<Answered> {
  let response;
  try {
    response = await fetch(base + path, {
      body,
      method: body ? 'POST' : 'GET',
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
      referrerPolicy: 'same-origin',
      signal: AbortSignal.timeout(30_000),
      headers: {
        Accept: 'application/json, application/problem+json',
        'X-Auth-Return-Redirect': '1',
        ...(typeof body == 'string' && { 'Content-Type': 'application/json' }),
      },
    });
    const { ok, status } = response;
    const answer = await response.json();
    if (ok) return { result: { ok, status, error: null, code: null, url: null }, answer };
    const known = typeof answer?.code == 'string' && typeof answer.id == 'string';
    return known ? { result: failed(status, answer.code, answer.id), answer } : { result: failed(status) };
  } catch (error) {
    const answered = response && error instanceof SyntaxError;
    return { result: answered ? failed(response!.status) : failed(0, 'network_error') };
  }
}

async function get(path: string): Promise<any> {
  const { result, answer } = await ask(path);
  if (result.ok) return answer;
  throw authError(result);
}

const authError = (result: Result): AuthError =>
  Object.assign(new Error(result.error!), { name: 'AuthError' }, result) as AuthError;

async function read(): Promise<Session | null> {
  const turn = ++latest;
  asked = Date.now();
  const session = await get('session');
  if (turn === latest) tell(session);
  return session;
}

function tell(session: any) {
  clearTimeout(expiry);
  if (session) {
    const left = Date.parse(session.expires) - Date.now();
    // A clock that is ahead of the server's asks in vain, but not all the time. Browsers count no further than 2^31 - 1.
    wait(left > 0 ? Math.min(left + 1_000, 2 ** 31 - 1) : 60_000);
  }
  for (const listener of listeners) listener(session);
}

/** Asks again, if anybody is to be told. What cannot be known now is asked in a minute, or when the page is looked at. */
function refresh() {
  if (listeners.size) getSession().catch(() => wait(60_000));
}

function wait(milliseconds: number) {
  clearTimeout(expiry);
  expiry = setTimeout(refresh, milliseconds);
}

/** What was asked before is no longer to be believed. */
function again() {
  pending = undefined;
  latest++;
  refresh();
}

function glance() {
  if (document.visibilityState === 'visible' && Date.now() - asked > 5_000) refresh();
}

// A sign-in that leaves this page ends on another one of this tab: that one tells the other tabs.
const LEFT = 'auth ' + base;

function remember() {
  try {
    sessionStorage.setItem(LEFT, '1');
  } catch {}
}

try {
  if (sessionStorage.getItem(LEFT)) {
    sessionStorage.removeItem(LEFT);
    tabs.postMessage(0);
  }
} catch {}

tabs.onmessage = again;
addEventListener('focus', glance);
addEventListener('online', glance);
addEventListener('pageshow', (event) => event.persisted && (left ? location.reload() : again()));
// Browsers keep whole pages, and show them again on the way back: of one that was left by signing out nothing is to be seen.
addEventListener('pagehide', () => left && (document.documentElement.style.display = 'none'));
document.addEventListener('visibilitychange', glance);
