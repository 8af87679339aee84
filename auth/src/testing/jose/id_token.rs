//! ID tokens (OpenID Connect Core §2) and logout tokens: signed as they should be, or as a forgery says.

use ring::digest::digest;
use serde_json::{Map, Value, json};

use super::forgery::{Alteration, IdTokenForgery};
use super::key::SigningKey;
use super::{KeySet, SigningAlgorithm, base64url};
use crate::testing::edit::{Edit, edited_json};
use crate::testing::random::NoRandomness;

/// An ID token in JWS compact serialization (RFC 7515 §7.1). `base` is the issuer without a slash at its end.
pub(in crate::testing) fn sign_id_token(
    keys: &KeySet,
    base: &str,
    claims: Map<String, Value>,
    forgery: Option<&IdTokenForgery>,
) -> Result<String, NoRandomness> {
    sign(keys, base, "JWT", claims, forgery)
}

/// The same, a token of that type (RFC 7515 §4.1.9).
pub(in crate::testing) fn sign(
    keys: &KeySet,
    base: &str,
    typ: &str,
    claims: Map<String, Value>,
    forgery: Option<&IdTokenForgery>,
) -> Result<String, NoRandomness> {
    let key = keys.current();
    let header = json!({"alg": key.algorithm.name(), "kid": key.kid, "typ": typ});
    let Some(forgery) = forgery else {
        let input = signing_input(&header.to_string(), &Value::Object(claims).to_string());
        let signature = key.sign(input.as_bytes())?;
        return Ok(format!("{input}.{}", base64url(signature)));
    };

    let header_edits = forgery.signer.header_edits(keys, base)?;
    let header = edited_json(header, header_edits.iter().chain(&forgery.header));
    let payload = match &forgery.payload {
        Some(payload) => payload.clone(),
        None => edited_json(Value::Object(claims), &forgery.claims),
    };
    let input = signing_input(&header, &payload);
    let signature = forgery.signer.sign(keys, input.as_bytes())?;
    let mut segments: Vec<String> = input.split('.').map(str::to_owned).collect();
    segments.push(base64url(signature));
    Ok(forgery
        .alterations
        .iter()
        .fold(segments.join("."), |token, alteration| {
            alteration.apply(&token, &payload)
        }))
}

/// The claims of an ID token that this provider has signed, expired or not: an `id_token_hint`.
pub(in crate::testing) fn verified_claims(
    keys: &KeySet,
    token: &str,
) -> Option<Map<String, Value>> {
    let (input, signature) = token.rsplit_once('.')?;
    let (header, payload) = input.split_once('.')?;
    let header: Map<String, Value> = decoded_json(header)?;
    let key: &SigningKey = keys.find(header.get("kid")?.as_str()?)?;
    let right_algorithm = header.get("alg")?.as_str()? == key.algorithm.name();
    let signature = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(signature).ok()?;
    if !right_algorithm || !key.verifies(input.as_bytes(), &signature) {
        return None;
    }
    decoded_json(payload)
}

/// The `at_hash` of an access token (OpenID Connect Core §3.1.3.6).
pub(in crate::testing) fn at_hash(algorithm: SigningAlgorithm, access_token: &str) -> String {
    let hash = digest(algorithm.hash(), access_token.as_bytes());
    let (left, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
    base64url(left)
}

impl Alteration {
    fn apply(&self, token: &str, payload: &str) -> String {
        let mut segments: Vec<String> = token.split('.').map(str::to_owned).collect();
        match self {
            Self::OtherSubject => {
                if let Some(segment) = segments.get_mut(1) {
                    *segment = base64url(with_other_subject(payload));
                }
            }
            Self::SignatureBit => {
                if let Some(segment) = segments.last_mut()
                    && let Ok(mut bytes) = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(&*segment)
                {
                    if let Some(first) = bytes.first_mut() {
                        *first ^= 1;
                    }
                    *segment = base64url(bytes);
                }
            }
            Self::NoSignature => {
                if let Some(segment) = segments.last_mut() {
                    segment.clear();
                }
            }
            Self::Segments(number) => segments.resize(*number, "e30".to_owned()),
            Self::Token(text) => return text.clone(),
        }
        segments.join(".")
    }
}

/// The payload, still valid, about somebody else.
fn with_other_subject(payload: &str) -> String {
    let claims: Value = serde_json::from_str(payload).unwrap_or_else(|_| json!({}));
    let subject = claims
        .get("sub")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let other = match subject.strip_suffix('x') {
        Some(rest) => format!("{rest}y"),
        None => {
            let mut characters = subject.chars();
            characters.next_back();
            format!("{}x", characters.as_str())
        }
    };
    edited_json(claims, &[Edit::Set("sub".to_owned(), other.into())])
}

fn signing_input(header: &str, payload: &str) -> String {
    format!("{}.{}", base64url(header), base64url(payload))
}

pub(in crate::testing) fn decoded_json(segment: &str) -> Option<Map<String, Value>> {
    let bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(segment).ok()?;
    serde_json::from_slice(&bytes).ok()
}
