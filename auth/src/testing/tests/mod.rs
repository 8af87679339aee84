//! The provider, driven over its router as a browser and a relying party would.

mod authorization;
mod client_assertion;
mod dpop;
mod faults;
mod forgeries;
mod keys;
mod page;
mod provider;
mod pushed_authorization;
mod relying_party;
mod sessions;
mod tokens;

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Request, StatusCode};
use ring::signature::{self, UnparsedPublicKey};
use serde_json::Value;
use tower::ServiceExt;
use url::form_urlencoded;

use super::jose::sha256_base64url;
use super::{Client, Fault, IdTokenForgery, ManualClock, Provider, ProviderBuilder};

const ISSUER: &str = "https://provider.test/op";
const REDIRECT_URI: &str = "https://app.test/auth/callback/acme";
const VERIFIER: &str = "a-verifier-that-is-at-least-43-characters-long";
const SECRET: &str = "s%crét: +/&=";
const NOW: u64 = 1_800_000_000;

/// A provider with a confidential and a public client, and the hands of its clock.
fn provider() -> (Provider, ManualClock) {
    let clock = ManualClock::at(NOW);
    (builder().clock(clock.clone()).build().unwrap(), clock)
}

fn builder() -> ProviderBuilder {
    let shop = Client::new("shop").name("Corner Shop").secret(SECRET);
    let client = |client: Client| {
        client
            .redirect_uri(REDIRECT_URI)
            .post_logout_redirect_uri("https://app.test/signed-out")
    };
    Provider::builder()
        .issuer(ISSUER)
        .client(client(shop))
        .client(client(Client::new("phone")))
        .clock(ManualClock::at(NOW))
}

/// Parameters changed, added or (as `None`) left out.
type Changes<'a> = &'a [(&'a str, Option<&'a str>)];

/// A response, read to its end.
#[derive(Debug)]
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Received {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// A parameter of the URL that a redirect leads to.
    fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.header(LOCATION.as_str()).split_once('?')?;
        let mut pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        pairs.find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The value of a hidden field of a page.
    fn field(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) = self
            .body
            .split_once(&start)
            .expect("the page has the field");
        rest.split('"').next().unwrap().to_owned()
    }

    fn cookie(&self) -> String {
        self.header(SET_COOKIE.as_str())
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    }

    fn is_page_without_redirect(&self) -> bool {
        self.header(CONTENT_TYPE.as_str()).starts_with("text/html")
            && !self.headers.contains_key(LOCATION)
    }
}

/// Sends a request to the provider's router, nested where the issuer says.
async fn send(provider: &Provider, request: Request<Body>) -> Received {
    let app: Router = Router::new().nest("/op", provider.router());
    let response = app.oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Received {
        status,
        headers,
        body: String::from_utf8(body.into()).unwrap(),
    }
}

async fn get(provider: &Provider, path: &str) -> Received {
    send(
        provider,
        Request::get(format!("/op{path}"))
            .body(Body::empty())
            .unwrap(),
    )
    .await
}

async fn get_with_cookie(provider: &Provider, path: &str, cookie: &str) -> Received {
    let request = Request::get(format!("/op{path}")).header(COOKIE, cookie);
    send(provider, request.body(Body::empty()).unwrap()).await
}

async fn post(provider: &Provider, path: &str, fields: &[(&str, &str)]) -> Received {
    post_with(provider, path, fields, &[]).await
}

async fn post_with(
    provider: &Provider,
    path: &str,
    fields: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Received {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let mut request = Request::post(format!("/op{path}"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(provider, request.body(Body::from(body)).unwrap()).await
}

/// The path and query of a good authorization request, with changes.
fn authorization(changes: Changes<'_>) -> String {
    let challenge = sha256_base64url(VERIFIER);
    let good = [
        ("response_type", "code"),
        ("client_id", "shop"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "openid profile email offline_access"),
        ("state", "the-state"),
        ("nonce", "the-nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let unchanged = good
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(change, _)| change != name));
    let changed = changes
        .iter()
        .filter_map(|(name, value)| Some((*name, (*value)?)));
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(unchanged).extend_pairs(changed);
    format!("/authorize?{}", query.finish())
}

fn authorization_url(changes: Changes<'_>) -> String {
    format!("{ISSUER}{}", authorization(changes))
}

/// A code for Ada, as the client `shop` would get it.
async fn code(provider: &Provider) -> String {
    let response = provider
        .authorize(authorization_url(&[]), "ada")
        .await
        .unwrap();
    response.parameter("code").unwrap().to_owned()
}

/// Exchanges a code as the client `shop`, with changes.
async fn exchange(provider: &Provider, code: &str, changes: Changes<'_>) -> Received {
    let good = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        ("client_id", "shop"),
        ("client_secret", SECRET),
    ];
    let unchanged = good
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(change, _)| change != name));
    let changed = changes
        .iter()
        .filter_map(|(name, value)| Some((*name, (*value)?)));
    let fields: Vec<_> = unchanged.chain(changed).collect();
    post(provider, "/token", &fields).await
}

/// The answer of the token endpoint after a whole sign-in of Ada's.
async fn tokens(provider: &Provider) -> Value {
    let code = code(provider).await;
    exchange(provider, &code, &[]).await.json()
}

/// The next ID token, forged.
async fn forged(provider: &Provider, forgery: IdTokenForgery) -> String {
    provider.next_id_token(forgery);
    tokens(provider).await["id_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn decoded(segment: &str) -> Vec<u8> {
    base64_simd::URL_SAFE_NO_PAD.decode_to_vec(segment).unwrap()
}

fn part(token: &str, place: usize) -> Value {
    serde_json::from_slice(&decoded(token.split('.').nth(place).unwrap())).unwrap()
}

fn header(token: &str) -> Value {
    part(token, 0)
}

fn claims(token: &str) -> Value {
    part(token, 1)
}

/// Whether a published key of the right id made the signature: an independent check, from the JWK alone.
fn verifies(jwks: &Value, token: &str) -> bool {
    let (input, signature) = token.rsplit_once('.').unwrap();
    let header = header(token);
    let keys = jwks["keys"].as_array().unwrap();
    keys.iter()
        .filter(|jwk| jwk["kid"] == header["kid"])
        .any(|jwk| {
            let member = |name: &str| decoded(jwk[name].as_str().unwrap());
            let point = || [vec![4], member("x"), member("y")].concat();
            let (signature, input) = (decoded(signature), input.as_bytes());
            let with = |algorithm: &'static dyn signature::VerificationAlgorithm, key: Vec<u8>| {
                UnparsedPublicKey::new(algorithm, key)
                    .verify(input, &signature)
                    .is_ok()
            };
            let rsa = |parameters: &'static signature::RsaParameters| {
                let key = signature::RsaPublicKeyComponents {
                    n: member("n"),
                    e: member("e"),
                };
                key.verify(parameters, input, &signature).is_ok()
            };
            match (
                jwk["kty"].as_str().unwrap(),
                header["alg"].as_str().unwrap(),
            ) {
                ("EC", "ES256") => with(&signature::ECDSA_P256_SHA256_FIXED, point()),
                ("EC", "ES384") => with(&signature::ECDSA_P384_SHA384_FIXED, point()),
                ("OKP", "EdDSA") => with(&signature::ED25519, member("x")),
                ("RSA", "RS256") => rsa(&signature::RSA_PKCS1_2048_8192_SHA256),
                ("RSA", "PS256") => rsa(&signature::RSA_PSS_2048_8192_SHA256),
                _ => false,
            }
        })
}

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn fault() -> Fault {
    Fault::status(StatusCode::BAD_GATEWAY)
}
