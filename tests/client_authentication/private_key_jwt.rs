//! What is signed, for whom, and how often (RFC 7523 §2.2 and §3, OpenID Connect Core §9, FAPI 2.0 §5.3.3).

use std::collections::HashSet;

use auth::testing::{ClientKey, Endpoint, Fault, SigningAlgorithm};
use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::json;

use crate::world::{World, assertions};

/// R-FAPI-01
#[tokio::test]
async fn somebody_signs_in_at_a_provider_that_knows_the_key() {
    for (algorithm, name) in [
        (SigningAlgorithm::Es256, "ES256"),
        (SigningAlgorithm::EdDsa, "EdDSA"),
        // Of two that are accepted the stronger one.
        (SigningAlgorithm::Rs256, "PS256"),
    ] {
        let mut world = World::new(algorithm);
        let answer = world.sign_in("signed", "ada").await;
        assert_eq!(answer.location(), "https://app.test/", "{name}");
        assert_eq!(world.user().await, "Ada Lovelace");
        let sent = assertions(&world.providers.signed, Endpoint::Token);
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].header["alg"], name);
        assert_eq!(sent[0].claims["aud"], "https://signed.test");
        assert_eq!(sent[0].claims["iss"], "app");
        assert_eq!(sent[0].claims["sub"], "app");
    }
}

#[tokio::test]
async fn an_rsa_key_signs_by_what_the_provider_accepts() {
    let mut world = World::new(SigningAlgorithm::Rs256);
    let signed = &world.providers.signed;
    let only = |names: serde_json::Value| {
        Fault::set("token_endpoint_auth_signing_alg_values_supported", names)
    };
    signed.next(Endpoint::Discovery, only(json!(["HS256", "RS256"])));
    world.sign_in("signed", "ada").await;
    let sent = assertions(&world.providers.signed, Endpoint::Token);
    assert_eq!(sent[0].header["alg"], "RS256");
    assert_eq!(world.user().await, "Ada Lovelace");
}

/// Nobody is sent where the way back is known to be closed.
#[tokio::test]
async fn a_provider_that_takes_none_of_its_signatures_is_not_gone_to() {
    let mut world = World::new(SigningAlgorithm::EdDsa);
    let names = json!(["ES256", "PS256"]);
    let fault = Fault::set("token_endpoint_auth_signing_alg_values_supported", names);
    world.providers.signed.next(Endpoint::Discovery, fault);
    let answer = world.begin("signed").await;
    assert_eq!(
        answer.location_parameter("code").as_deref(),
        Some("AUTH-416")
    );
    assert!(answer.location().starts_with("https://app.test/"));
    assert_eq!(world.providers.signed.count(Endpoint::Token), 0);
}

/// RFC 7523 §3: where there is no issuer, it is the token endpoint that is addressed.
#[tokio::test]
async fn a_provider_without_an_issuer_is_addressed_by_its_token_endpoint() {
    let mut world = World::new(SigningAlgorithm::Es256);
    let answer = world.sign_in("plain", "grace").await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(world.user().await, "Grace Hopper");
    let sent = assertions(&world.providers.plain, Endpoint::Token);
    assert_eq!(sent[0].claims["aud"], "https://plain.test/token");
}

/// RFC 7523 §3, item 7
#[tokio::test]
async fn each_request_brings_a_new_one_also_to_refresh_and_to_revoke() {
    let mut world = World::new(SigningAlgorithm::Es256);
    world.sign_in("signed", "ada").await;
    world.wait(3_600);
    assert_eq!(world.browser.open("/token").await.status, StatusCode::OK);
    let left = world.browser.submit("/leave", &[]).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.text());
    let signed = &world.providers.signed;
    let mut sent = assertions(signed, Endpoint::Token);
    assert_eq!(sent.len(), 2);
    let revoking = assertions(signed, Endpoint::Revocation);
    assert_eq!(revoking.len(), 2, "the refresh token and the access token");
    sent.extend(revoking);
    let ids: HashSet<_> = sent
        .iter()
        .map(|one| one.claims["jti"].to_string())
        .collect();
    assert_eq!(ids.len(), 4);
    for one in &sent {
        assert_eq!(one.claims["aud"], "https://signed.test");
        let time = |name: &str| one.claims[name].as_u64().unwrap();
        assert!(time("exp") - time("iat") <= 60);
    }
    // They were accepted: the refreshed token was revoked as well.
    let answers = signed.requests_to(Endpoint::Revocation);
    for request in answers {
        assert!(!signed.is_active(request.parameter("token").unwrap()));
    }
}

/// Whoever has overheard one cannot use it.
#[tokio::test]
async fn an_assertion_that_was_used_is_worth_nothing() {
    let mut world = World::new(SigningAlgorithm::Es256);
    world.sign_in("signed", "ada").await;
    let signed = &world.providers.signed;
    let first = signed.requests_to(Endpoint::Token).remove(0);
    let again = Request::post("https://signed.test/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(first.body.to_vec()))
        .unwrap();
    assert_eq!(
        signed.answer(again).await.status(),
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_key_that_the_provider_does_not_know_signs_nobody_in() {
    let own = ClientKey::generate(SigningAlgorithm::Es256).unwrap();
    let registered = ClientKey::generate(SigningAlgorithm::Es256).unwrap();
    let mut world = World::with(&own, &registered);
    let answer = world.sign_in("signed", "ada").await;
    let code = answer.location_parameter("code");
    assert_eq!(code.as_deref(), Some("AUTH-402"));
    assert!(world.user().await.is_null());
}
