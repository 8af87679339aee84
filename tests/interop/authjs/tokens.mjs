// Seals and opens session tokens with Auth.js itself.
//
//   node tokens.mjs < jobs.json
//
// Jobs, in which `secret` is one or several, newest first:
//   {"seal": {token, secret, salt}}             a token
//   {"open": {token, secret, salt}}             its claims
//   {"visit": {secret, cookieName, cookies}}    GET /auth/session of an Auth.js application, with this Cookie header
// Prints one answer per job: {"ok": what came out} or {"error": its name}.

import { json } from 'node:stream/consumers';

import { Auth } from '@auth/core';
import { decode, encode } from '@auth/core/jwt';

const jobs = await json(process.stdin);
const answers = await Promise.all(jobs.map(async (job) => {
  try {
    return { ok: await perform(job) };
  } catch (error) {
    return { error: error.code ?? error.name };
  }
}));
console.log(JSON.stringify(answers));

function perform(job) {
  if (job.seal) return encode(job.seal);
  if (job.open) return decode(job.open);
  return visit(job.visit);
}

/** The session as the application's client gets it, and the cookies that come with it: Auth.js seals anew at every visit. */
async function visit({ secret, cookieName, cookies }) {
  const request = new Request('http://localhost:3000/auth/session', { headers: { cookie: cookies } });
  const response = await Auth(request, {
    secret,
    trustHost: true,
    providers: [],
    cookies: { sessionToken: { name: cookieName } },
  });
  return { session: await response.json(), set_cookie: response.headers.getSetCookie() };
}
