// An OpenID provider that is not ours: npm's certified `oidc-provider`, with accounts, clients and a sign-in page.
//
//   node op.mjs --app http://127.0.0.1:3000 [--port 0]
//
// Prints one JSON line when it is ready: {"issuer": …, "secret": …}. It ends when its standard input does, so that it
// cannot outlive the test that started it.

import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import { Provider } from 'oidc-provider';

const { values: options } = parseArgs({
  options: {
    app: { type: 'string' },
    port: { type: 'string', default: '0' },
  },
});

const ACCOUNTS = new Map([
  ['alice', { sub: 'u-1001', name: 'Alice Archer', email: 'alice@example.test', email_verified: true }],
  ['zoë', { sub: 'u-1002', name: 'Zoë <z> Ångström', email: 'zoe@example.test', email_verified: false }],
]);

// One client per way to authenticate at the token endpoint, each with another signature on its ID tokens; `id` is what the
// application calls it. The secret has characters that RFC 6749 §2.3.1 wants form-encoded before they go into a Basic header.
const SECRET = 'a secret: with/odd+characters & 32 bytes';
// Those of an application that keeps sessions in a store are told by the back channel when somebody signs out here.
const INFORMED = { backchannel_logout_session_required: true, grant_types: ['authorization_code', 'refresh_token'] };
const CLIENTS = [
  { id: 'acme', client_id: 'basic', client_secret: SECRET, token_endpoint_auth_method: 'client_secret_basic', id_token_signed_response_alg: 'RS256' },
  { id: 'acme-post', client_id: 'post', client_secret: SECRET, token_endpoint_auth_method: 'client_secret_post', id_token_signed_response_alg: 'ES256' },
  { id: 'acme-public', client_id: 'none', token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'PS256' },
  ...['kept', 'form', 'login'].map((name) => ({ id: `acme-${name}`, client_id: name, client_secret: SECRET, ...INFORMED })),
];

const server = createServer();
server.listen(Number(options.port), 'localhost');
await once(server, 'listening');
const issuer = `http://localhost:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: CLIENTS.map(({ id, ...client }) => ({
    ...client,
    redirect_uris: [`${options.app}/auth/callback/${id}`],
    post_logout_redirect_uris: [`${options.app}/auth/signed-out`],
    grant_types: client.grant_types ?? ['authorization_code'],
    response_types: ['code'],
    ...(client.backchannel_logout_session_required && { backchannel_logout_uri: `${options.app}/auth/backchannel-logout/${id}` }),
  })),
  jwks: { keys: ['RS256', 'PS256', 'ES256'].map(signingKey) },
  cookies: {
    keys: ['only for tests'],
    names: { session: 'op_session', interaction: 'op_interaction', resume: 'op_resume' },
  },
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  features: { devInteractions: { enabled: false }, revocation: { enabled: true }, backchannelLogout: { enabled: true } },
  rotateRefreshToken: () => true,
  // The application is on this machine, whose addresses the provider's own dispatcher refuses to post logout tokens to.
  fetch: (url, { dispatcher, ...settings }) => fetch(url, settings),
  pkce: { required: () => true },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => [...ACCOUNTS.values()].find((claims) => claims.sub === sub) }),
  loadExistingGrant: grantWhatIsAskedFor,
  ttl: {
    // Shorter than what an application wants to have left: whoever asks `kept` for a token gets a new one.
    AccessToken: (_, token) => (token.clientId === 'kept' ? 45 : 600),
    AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, RefreshToken: 600, Session: 600,
  },
});
provider.on('server_error', (_, error) => console.error(error));
provider.on('backchannel.error', (_, error) => console.error(error));

const answer = provider.callback();
server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) {
    answer(request, response);
    return;
  }
  signIn(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
console.log(JSON.stringify({ issuer, secret: SECRET }));

/** The sign-in page: a GET shows it, a POST names an account or cancels. */
async function signIn(request, response) {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
      <title>Acme accounts</title><h1>Acme accounts</h1>
      <form method="post"><label>Login <input name="login" autocomplete="username"></label>
      <button>Continue</button> <button name="cancel" value="yes">Cancel</button></form></html>`);
    return;
  }
  const form = new URLSearchParams(await text(request));
  const account = ACCOUNTS.get(form.get('login'));
  const result = form.has('cancel') || !account
    ? { error: 'access_denied', error_description: 'the <b>user</b> said no' }
    : { login: { accountId: account.sub }, consent: {} };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** No consent page: a grant for all that the client asks for. */
async function grantWhatIsAskedFor(context) {
  const { client, session } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope([...context.oidc.requestParamScopes].join(' '));
  grant.addOIDCClaims([...context.oidc.requestParamClaims]);
  await grant.save();
  return grant;
}

/** A fresh private key as a JWK. */
function signingKey(alg) {
  const { privateKey } = alg === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg, kid: `acme-${alg.toLowerCase()}` };
}
