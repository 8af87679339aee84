//! Each forged ID token is wrong in the way it says and in no other.

use ring::hmac;
use serde_json::json;

use super::*;
use crate::testing::{Endpoint, PublicKeyEncoding, SigningAlgorithm};

async fn jwks(provider: &Provider) -> Value {
    get(provider, "/jwks").await.json()
}

fn signature(token: &str) -> Vec<u8> {
    decoded(token.rsplit('.').next().unwrap())
}

fn hmac_verifies(secret: &[u8], token: &str) -> bool {
    let (input, _) = token.rsplit_once('.').unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::verify(&key, input.as_bytes(), &signature(token)).is_ok()
}

/// IT-01
#[tokio::test]
async fn unsigned_has_the_spelling_asked_for_and_an_empty_signature() {
    let (provider, _) = provider();
    for alg in ["none", "None", "NONE", "nOnE"] {
        let token = forged(&provider, IdTokenForgery::new().unsigned(alg)).await;
        assert_eq!(header(&token), json!({"alg": alg, "typ": "JWT"}));
        assert!(token.ends_with('.'));
        assert_eq!(claims(&token)["nonce"], "the-nonce");
    }
}

/// IT-02
#[tokio::test]
async fn hmac_uses_the_public_key_in_every_encoding() {
    let provider = builder()
        .signing_algorithm(SigningAlgorithm::Rs256)
        .build()
        .unwrap();
    let jwk = jwks(&provider).await["keys"][0].clone();
    let n = decoded(jwk["n"].as_str().unwrap());
    for (encoding, secret) in [
        (PublicKeyEncoding::Raw, n.clone()),
        (PublicKeyEncoding::Jwk, jwk.to_string().into_bytes()),
    ] {
        let token = forged(
            &provider,
            IdTokenForgery::new().hmac_with_public_key(encoding),
        )
        .await;
        assert_eq!(header(&token)["alg"], "HS256");
        assert_eq!(header(&token)["kid"], jwk["kid"]);
        assert!(hmac_verifies(&secret, &token), "{encoding:?}");
    }
    // The SubjectPublicKeyInfo of a 2048-bit key with e = 65537 is 294 bytes, and the modulus stands at its place in it.
    let key = crate::testing::jose::public_der_for_tests(&provider);
    assert_eq!((key.len(), &key[33..33 + 256]), (294, n.as_slice()));
    let token = forged(
        &provider,
        IdTokenForgery::new().hmac_with_public_key(PublicKeyEncoding::Der),
    )
    .await;
    assert!(hmac_verifies(&key, &token));
    let pem = crate::testing::jose::pem("PUBLIC KEY", &key);
    assert!(pem.lines().all(|line| line.len() <= 64));
    let token = forged(
        &provider,
        IdTokenForgery::new().hmac_with_public_key(PublicKeyEncoding::Pem),
    )
    .await;
    assert!(hmac_verifies(pem.as_bytes(), &token));
}

#[tokio::test]
async fn hmac_uses_any_secret_also_none() {
    let (provider, _) = provider();
    for secret in [SECRET, ""] {
        let token = forged(&provider, IdTokenForgery::new().hmac(secret)).await;
        assert!(hmac_verifies(secret.as_bytes(), &token));
    }
}

/// IT-04
#[tokio::test]
async fn altered_tokens_are_well_formed_and_do_not_verify() {
    let (provider, _) = provider();
    let jwks = jwks(&provider).await;
    let payload = forged(&provider, IdTokenForgery::new().altered_payload()).await;
    assert_eq!(claims(&payload)["sub"], "adx");
    let changed = forged(&provider, IdTokenForgery::new().altered_signature()).await;
    assert_eq!(claims(&changed)["sub"], "ada");
    let missing = forged(&provider, IdTokenForgery::new().without_signature()).await;
    assert!(missing.ends_with('.') && header(&missing)["alg"] == "ES256");
    for token in [payload, changed, missing] {
        assert!(!verifies(&jwks, &token));
    }
}

/// IT-05, IT-07, IT-08, IT-09, IT-11, IT-13, IT-15, IT-16, IT-17, IT-19: the signature is right, the claim is not.
#[tokio::test]
async fn any_claim_can_be_anything_under_a_right_signature() {
    let (provider, _) = provider();
    let jwks = jwks(&provider).await;
    for (name, value) in [
        ("iss", json!("https://attacker.test")),
        ("aud", json!([])),
        ("aud", json!(["shop", "other"])),
        ("azp", json!("other")),
        ("exp", json!("9999999999")),
        ("exp", json!(null)),
        ("exp", json!(NOW - 301)),
        ("iat", json!(NOW + 600)),
        ("nonce", json!("other")),
        ("sub", json!("")),
        ("sub", json!("x".repeat(256))),
        ("sub", json!(7)),
        ("auth_time", json!(NOW - 120)),
        ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
    ] {
        let token = forged(&provider, IdTokenForgery::new().claim(name, value.clone())).await;
        assert_eq!(claims(&token)[name], value);
        assert!(verifies(&jwks, &token), "{name}");
    }
    for name in [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "nonce",
        "auth_time",
        "at_hash",
    ] {
        let token = forged(&provider, IdTokenForgery::new().without_claim(name)).await;
        assert!(
            claims(&token).get(name).is_none() && verifies(&jwks, &token),
            "{name}"
        );
    }
}

#[tokio::test]
async fn payloads_need_not_be_what_a_library_would_write() {
    let (provider, _) = provider();
    let jwks = jwks(&provider).await;
    let raw = |token: &str| String::from_utf8(decoded(token.split('.').nth(1).unwrap())).unwrap();
    let huge = forged(&provider, IdTokenForgery::new().raw_claim("exp", "1e400")).await;
    assert!(raw(&huge).contains("\"exp\":1e400"));
    let twice = forged(
        &provider,
        IdTokenForgery::new().repeated_claim("sub", "other"),
    )
    .await;
    assert_eq!(raw(&twice).matches("\"sub\":").count(), 2);
    let text = forged(&provider, IdTokenForgery::new().payload("[]")).await;
    assert_eq!(raw(&text), "[]");
    let patched = forged(
        &provider,
        IdTokenForgery::new().patch_claims(|claims| {
            let sub = claims["sub"].as_str().unwrap().to_uppercase();
            claims.insert("sub".to_owned(), sub.into());
        }),
    )
    .await;
    assert_eq!(claims(&patched)["sub"], "ADA");
    for token in [huge, twice, text, patched] {
        assert!(verifies(&jwks, &token));
    }
}

/// IT-21
#[tokio::test]
async fn a_foreign_key_is_in_the_header_or_where_the_header_points() {
    let (provider, _) = provider();
    let own = jwks(&provider).await;
    let foreign = get(&provider, "/foreign/jwks").await.json();
    for (forgery, member) in [
        (IdTokenForgery::new().jwk(), "jwk"),
        (IdTokenForgery::new().jku(), "jku"),
        (IdTokenForgery::new().x5c(), "x5c"),
        (IdTokenForgery::new().x5u(), "x5u"),
    ] {
        let token = forged(&provider, forgery).await;
        assert!(
            verifies(&foreign, &token) && !verifies(&own, &token),
            "{member}"
        );
        let value = header(&token)[member].clone();
        match member {
            "jwk" => assert_eq!(value, foreign["keys"][0]),
            "x5c" => {
                let certificate = base64_simd::STANDARD
                    .decode_to_vec(value[0].as_str().unwrap())
                    .unwrap();
                let point = decoded(foreign["keys"][0]["x"].as_str().unwrap());
                assert!(
                    certificate.windows(32).any(|window| window == point),
                    "the certificate is for the key"
                );
            }
            _ => {
                let path = value.as_str().unwrap().strip_prefix(ISSUER).unwrap();
                assert!(get(&provider, path).await.status.is_success());
            }
        }
    }
    assert_eq!(
        provider.count(Endpoint::ForeignKeys),
        3,
        "this test, and nobody else"
    );
}

#[tokio::test]
async fn a_foreign_key_can_hide_under_the_published_kid() {
    let (provider, _) = provider();
    let token = forged(&provider, IdTokenForgery::new().foreign_key()).await;
    let jwks = jwks(&provider).await;
    assert_eq!(header(&token)["kid"], jwks["keys"][0]["kid"]);
    assert!(!verifies(&jwks, &token));
}

/// IT-22, IT-23, IT-25
#[tokio::test]
async fn any_header_can_be_anything_under_a_right_signature() {
    let (provider, _) = provider();
    let jwks = jwks(&provider).await;
    for (name, value) in [
        ("crit", json!(["b64"])),
        ("crit", json!([])),
        ("typ", json!("at+jwt")),
        ("typ", json!(null)),
    ] {
        let token = forged(&provider, IdTokenForgery::new().header(name, value.clone())).await;
        assert_eq!(header(&token)[name], value);
        assert!(verifies(&jwks, &token));
    }
    for kid in [
        "../../etc/passwd",
        "a' OR 1=1--",
        "\0",
        &"k".repeat(64 * 1024),
    ] {
        let token = forged(&provider, IdTokenForgery::new().header("kid", kid)).await;
        assert_eq!(header(&token)["kid"], kid);
    }
    let token = forged(&provider, IdTokenForgery::new().without_header("kid")).await;
    assert!(header(&token).get("kid").is_none());
    let token = forged(
        &provider,
        IdTokenForgery::new().patch_header(serde_json::Map::clear),
    )
    .await;
    assert_eq!(header(&token), json!({}));
}

/// IT-27: the key is new to everybody, and published by the time anybody asks.
#[tokio::test]
async fn keys_can_rotate_between_the_exchange_and_the_signature() {
    let (provider, _) = provider();
    let before = jwks(&provider).await;
    let token = forged(&provider, IdTokenForgery::new().rotate_keys_first()).await;
    assert!(!verifies(&before, &token));
    assert!(verifies(&jwks(&provider).await, &token));
}

/// IT-28
#[tokio::test]
async fn an_unknown_kid_is_another_one_each_time() {
    let (provider, _) = provider();
    provider.next_id_token(IdTokenForgery::new().unknown_kid().always());
    let mut kids = std::collections::HashSet::new();
    for _ in 0..3 {
        let token = tokens(&provider).await["id_token"]
            .as_str()
            .unwrap()
            .to_owned();
        kids.insert(header(&token)["kid"].as_str().unwrap().to_owned());
    }
    assert_eq!(kids.len(), 3);
    assert_eq!(provider.pending_faults(), 1);
    provider.clear_faults();
    assert_eq!(provider.pending_faults(), 0);
}

/// IT-31
#[tokio::test]
async fn a_token_can_have_any_number_of_segments() {
    let (provider, _) = provider();
    for number in [1, 2, 4, 5, 6, 10_001] {
        let token = forged(&provider, IdTokenForgery::new().segments(number)).await;
        assert_eq!(token.split('.').count(), number);
    }
    assert_eq!(forged(&provider, IdTokenForgery::new().token("")).await, "");
    assert_eq!(
        forged(&provider, IdTokenForgery::new().token("garbage")).await,
        "garbage"
    );
}

/// IT-33
#[tokio::test]
async fn ecdsa_signatures_can_be_zero_or_the_order_of_the_group() {
    for (algorithm, length, order) in [
        (
            SigningAlgorithm::Es256,
            64,
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        ),
        (
            SigningAlgorithm::Es384,
            96,
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        ),
    ] {
        let provider = builder().signing_algorithm(algorithm).build().unwrap();
        let zeros = forged(&provider, IdTokenForgery::new().zero_signature()).await;
        assert_eq!(signature(&zeros), vec![0; length]);
        let order_pair = forged(&provider, IdTokenForgery::new().group_order_signature()).await;
        let hex: String = signature(&order_pair)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hex, order.repeat(2));
        assert!(!verifies(&jwks(&provider).await, &zeros));
    }
    let (provider, _) = provider();
    assert_eq!(
        signature(&forged(&provider, IdTokenForgery::new().signature([1, 2, 3])).await),
        [1, 2, 3]
    );
}

#[tokio::test]
async fn forgeries_come_one_after_the_other_and_then_the_truth() {
    let (provider, _) = provider();
    provider.next_id_token(IdTokenForgery::new().claim("sub", "first").times(2));
    provider.next_id_token(IdTokenForgery::new().claim("sub", "second"));
    let mut subjects = Vec::new();
    for _ in 0..4 {
        subjects.push(claims(tokens(&provider).await["id_token"].as_str().unwrap())["sub"].clone());
    }
    assert_eq!(subjects, ["first", "first", "second", "ada"]);
}

#[tokio::test]
async fn a_refreshed_id_token_can_be_forged_too() {
    let (provider, _) = provider();
    let refresh_token = tokens(&provider).await["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    provider.next_id_token(IdTokenForgery::new().claim("sub", "grace"));
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", &refresh_token),
        ("client_id", "shop"),
        ("client_secret", SECRET),
    ];
    let answer = post(&provider, "/token", &fields).await.json();
    assert_eq!(claims(answer["id_token"].as_str().unwrap())["sub"], "grace");
}
