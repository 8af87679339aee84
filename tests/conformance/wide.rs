//! What `oidcc-client-test-plan` has beside the modules of the other plans.

use std::collections::HashSet;

use auth::testing::{Endpoint, Fault, IdTokenForgery, PublicKeyEncoding, SigningAlgorithm};
use serde_json::{Value, json};

use crate::world::{BOTH_MODES, World, refused_in_both_modes, right};

#[tokio::test]
async fn oidcc_client_test_missing_aud() {
    refused_in_both_modes(right().without_claim("aud"), "AUTH-403").await;
}

/// The suite demands it of the other flows alone. It is sent in this one too, another one each time.
#[tokio::test]
async fn oidcc_client_test_nonce_unless_code_flow() {
    let mut seen = HashSet::new();
    for id in BOTH_MODES {
        let mut world = World::new();
        for _ in 0..3 {
            let start = world.begin(id).await;
            let nonce = start.location_parameter("nonce").unwrap();
            assert!(nonce.len() >= 43, "{nonce}");
            assert!(seen.insert(nonce));
        }
        let without = right().without_claim("nonce");
        world.refuses_id_token(id, without, "AUTH-404").await;
    }
}

/// Nothing but the code flow has an access token that comes with its ID token here; a wrong hash is refused all the same.
#[tokio::test]
async fn oidcc_client_test_invalid_athash() {
    for hash in [json!("AAAAAAAAAAAAAAAAAAAAAA"), json!(""), json!(1)] {
        refused_in_both_modes(right().claim("at_hash", hash), "AUTH-403").await;
    }
}

/// HS256, with the client secret and without, with a good signature and a bad one: it is not accepted at all.
#[tokio::test]
async fn oidcc_client_test_invalid_sig_hs256() {
    for id in BOTH_MODES {
        let secret = || right().hmac(format!("{id} secret"));
        for forgery in [
            secret(),
            secret().altered_signature(),
            right().hmac(""),
            right().hmac_with_public_key(PublicKeyEncoding::Pem),
            right().hmac_with_public_key(PublicKeyEncoding::Der),
        ] {
            let mut world = World::new();
            world.refuses_id_token(id, forgery, "AUTH-403").await;
        }
    }
}

#[tokio::test]
async fn oidcc_client_test_invalid_sig_es256() {
    for id in BOTH_MODES {
        for forgery in [
            right().altered_signature(),
            right().foreign_key(),
            right().zero_signature(),
            right().group_order_signature(),
        ] {
            let es256 = SigningAlgorithm::Es256;
            let mut world = World::signing(es256, es256);
            world.refuses_id_token(id, forgery, "AUTH-403").await;
        }
    }
}

/// Keys that nobody understands spoil none of the others (RFC 7517 §5).
#[tokio::test]
async fn oidcc_client_test_ignores_unparseable_key_in_jwks() {
    for id in BOTH_MODES {
        let mut world = World::new();
        let more = Fault::patch(|set| {
            let keys = set["keys"].as_array_mut().unwrap();
            keys.insert(
                0,
                json!({ "kty": "AKP", "kid": "pq", "alg": "ML-DSA-99", "pub": "AAAA" }),
            );
            keys.insert(1, json!({ "kty": "made up", "kid": "odd", "x": 1 }));
            keys.push(Value::Null);
        });
        world.provider(id).next(Endpoint::Keys, more);
        world.accepts(id).await;
    }
}

/// A signed UserInfo answer, which nobody has asked for, is refused, and nobody signed in: its claims would be believed for the
/// signature that was not checked.
#[tokio::test]
async fn a_signed_userinfo_answer_is_refused() {
    let claims = |sub: &str| json!({ "iss": "https://op.test", "aud": "app", "sub": sub, "name": "Ada Lovelace" });
    for (content_type, sub) in [
        ("application/jwt", "ada"),
        ("application/json", "ada"),
        ("application/jwt", "grace"),
    ] {
        let mut world = World::new();
        let provider = world.provider("op");
        let token = provider.logout_token("app").forged(
            IdTokenForgery::new()
                .without_header("typ")
                .payload(claims(sub).to_string()),
        );
        let signed = Fault::body(content_type, token.sign().unwrap());
        provider.next(Endpoint::UserInfo, signed);
        let answer = world.sign_in("op").await;
        world.refused(&answer, "AUTH-311").await;
        world.made_no_call_after("op", Endpoint::UserInfo);
        world.accepts("op").await;
    }
}
