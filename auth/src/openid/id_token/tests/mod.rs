mod claims;
mod signature;
mod times;

use serde_json::json;

use super::*;
use crate::openid::fixtures::{SigningKey, compact, encode};

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "https://op.test";
const ACCESS_TOKEN: &str = "the access token";

const EXPECTED: Expected<'static> = Expected {
    client_id: "client",
    nonce: Some("the nonce"),
    may_omit_nonce: false,
    max_age: None,
    authenticated_since: None,
    states_auth_time: false,
    acr_values: &[],
    access_token: ACCESS_TOKEN,
};

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "client", "sub": "248289761001", "nonce": "the nonce",
        "iat": NOW, "exp": NOW + 600,
    })
}

fn with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims();
    claims[name] = value.into();
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

fn keys(keys: Value) -> KeySet {
    KeySet::parse(Map::from_iter([("keys".to_owned(), keys)])).unwrap()
}

/// Signs the payload by a key the provider publishes, and checks it.
fn check_bytes(payload: &[u8], expected: &Expected<'_>) -> Result<IdToken, ProviderFault> {
    let key = SigningKey::es256();
    let token = compact(&json!({ "alg": "ES256", "kid": "a" }), payload, |message| {
        key.sign(message)
    });
    let issuer = ExpectedIssuer::Exactly(ISSUER.into());
    verify(
        &Jws::parse(&token)?,
        &keys(json!([key.jwk("a")])),
        &issuer,
        expected,
        NOW,
    )
}

fn check_as(claims: &Value, expected: &Expected<'_>) -> Result<IdToken, ProviderFault> {
    check_bytes(claims.to_string().as_bytes(), expected)
}

fn check(claims: &Value) -> Result<IdToken, ProviderFault> {
    check_as(claims, &EXPECTED)
}

#[track_caller]
fn refused(claims: &Value, fault: IdTokenFault) {
    match check(claims) {
        Err(ProviderFault::IdToken(found)) => assert_eq!(found, fault, "{claims}"),
        other => panic!("{claims}: {other:?}"),
    }
}

#[track_caller]
fn code(result: Result<IdToken, ProviderFault>) -> &'static str {
    result.unwrap_err().code().name
}

/// Signs by `key`, publishes `published`, and lets `change` have the finished token.
fn signed(
    key: &SigningKey,
    published: Value,
    header: &Value,
    change: impl FnOnce(String) -> String,
) -> Result<IdToken, ProviderFault> {
    let token = change(compact(
        header,
        claims().to_string().as_bytes(),
        |message| key.sign(message),
    ));
    let issuer = ExpectedIssuer::Exactly(ISSUER.into());
    verify(
        &Jws::parse(&token)?,
        &keys(published),
        &issuer,
        &EXPECTED,
        NOW,
    )
}
