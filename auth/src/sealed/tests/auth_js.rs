//! Tokens that `@auth/core` made (`tests/interop/authjs/vectors.json`).

use serde_json::Value;

use super::formats::hex;
use super::*;

fn vectors() -> Value {
    serde_json::from_str(include_str!(
        "../../../../tests/interop/authjs/vectors.json"
    ))
    .unwrap()
}

fn text<'v>(vector: &'v Value, member: &str) -> &'v str {
    vector[member]
        .as_str()
        .unwrap_or_else(|| panic!("{member} of {vector}"))
}

/// One secret, or several.
fn secrets(vector: &Value) -> Vec<&str> {
    match &vector["secret"] {
        Value::Array(secrets) => secrets
            .iter()
            .map(|secret| secret.as_str().unwrap())
            .collect(),
        secret => vec![secret.as_str().unwrap()],
    }
}

fn open(vector: &Value) -> Option<Vec<u8>> {
    let keys = keys(&secrets(vector), session(text(vector, "salt")));
    keys.open(text(vector, "token"))
        .ok()
        .map(|opened| opened.payload)
}

#[test]
fn tokens_of_auth_js_open_exactly_where_it_opens_them() {
    let vectors = vectors();
    let mut seen = 0;
    for vector in vectors["tokens"].as_array().unwrap() {
        let name = text(vector, "name");
        let opened = open(vector);
        match text(vector, "expect") {
            // next-auth 4 derives its key in another way; Auth.js 5 does not read it either.
            _ if text(vector, "version") == "v4" => assert_eq!(opened, None, "{name}"),
            "claims" => {
                let claims: Value = serde_json::from_slice(&opened.expect(name)).unwrap();
                assert_eq!(claims, vector["claims"], "{name}");
            }
            // What the claims say is for sessions to judge.
            "error:expired" | "error:not-yet-valid" | "error:payload" => {
                assert!(opened.is_some(), "{name}");
            }
            _ => assert_eq!(opened, None, "{name}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 25);
}

#[test]
fn what_auth_js_keeps_of_a_sign_in_opens_under_its_names() {
    let vectors = vectors();
    let cookies = vectors["check_cookies"].as_array().unwrap();
    assert_eq!(cookies.len(), 3);
    for vector in cookies {
        let claims: Value = serde_json::from_slice(&open(vector).unwrap()).unwrap();
        assert_eq!(claims, vector["claims"]);
    }
}

#[test]
fn keys_and_their_names_are_those_of_auth_js() {
    let vectors = vectors();
    let mut seen = 0;
    for list in ["tokens", "check_cookies"] {
        for vector in vectors[list].as_array().unwrap() {
            for expected in vector["keys"].as_array().into_iter().flatten() {
                let secret = Secret::issued(text(expected, "secret"));
                let key = derived_key(&secret, session(text(vector, "salt")));
                let bytes = hex(text(expected, "derived_key_hex"));
                assert_eq!(key[..bytes.len()], bytes);
                let algorithm = if bytes.len() == 64 {
                    &ring::digest::SHA512
                } else {
                    &ring::digest::SHA256
                };
                assert_eq!(
                    derivation::thumbprint(&bytes, algorithm),
                    text(expected, "kid")
                );
                seen += 1;
            }
        }
    }
    assert!(seen >= 28, "{seen}");
}
