//! `fapi2-security-profile-final-client-test-plan`: ID tokens, authorization responses and token responses, at a provider that
//! signs by PS256.

use auth::testing::{Client, Endpoint, Fault, IdTokenForgery, Provider, SigningAlgorithm};
use auth_tests::support::world::START;
use http::StatusCode;
use serde_json::{Value, json};

use crate::world::{World, issuer, right};

/// A wrong ID token ends the sign-in, and nothing is called after it.
async fn refused(forgery: IdTokenForgery, code: &str) {
    let mut world = World::new();
    world.refuses_id_token("fapi", forgery, code).await;
}

/// A wrong authorization response ends the sign-in before anything is called.
async fn response_refused(wrong: Fault, code: &str) {
    let mut world = World::new();
    world.provider("fapi").next(Endpoint::Authorization, wrong);
    let start = world.begin("fapi").await;
    let response = world.authorize("fapi", &start).await;
    let before = world.network.calls();
    let answer = world.deliver(&response).await;
    world.refused(&answer, code).await;
    assert_eq!(world.network.calls(), before, "nothing more");
    world.accepts("fapi").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_discovery_issuer_mismatch() {
    let mut world = World::new();
    let other = Fault::set("issuer", "https://other.test");
    world.provider("fapi").next(Endpoint::Discovery, other);
    let start = world.begin("fapi").await;
    assert_eq!(start.status, StatusCode::SEE_OTHER);
    world.refused(&start, "AUTH-307").await;
    world.made_no_call_after("fapi", Endpoint::Discovery);
    world.wait(120);
    world.accepts("fapi").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_iss() {
    for wrong in ["https://other.test", "https://fapi.test/"] {
        refused(right().claim("iss", wrong), "AUTH-403").await;
    }
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_aud() {
    refused(right().claim("aud", "another"), "AUTH-403").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_secondary_aud() {
    for audience in [json!(["app", "another"]), json!(["another", "app"])] {
        refused(right().claim("aud", audience), "AUTH-403").await;
    }
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_null_alg() {
    refused(right().unsigned("none"), "AUTH-403").await;
}

/// RS256, which the provider does not say that it signs by: with a key that is published for it, or for whatever fits.
#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_alternate_alg() {
    for published_for in [Some("RS256"), None] {
        let mut world = World::new();
        let start = world.begin("fapi").await;
        let claims = json!({
            "iss": issuer("fapi"),
            "sub": "ada",
            "aud": "app",
            "iat": START,
            "exp": START + 300,
            "nonce": start.location_parameter("nonce"),
        });
        // Two providers of these tests have the same RSA keys. This one signs by RS256.
        let twin = Provider::builder()
            .issuer(issuer("fapi"))
            .client(Client::new("app"))
            .signing_algorithm(SigningAlgorithm::Rs256)
            .build();
        let twin = twin.unwrap();
        let token = twin.logout_token("app").forged(
            IdTokenForgery::new()
                .payload(claims.to_string())
                .header("typ", "JWT")
                .header("kid", "alternate"),
        );
        let forged = IdTokenForgery::new().token(token.sign().unwrap());
        world.forge("fapi", forged);
        let alternate = Fault::patch(move |set| {
            let keys = set["keys"].as_array_mut().unwrap();
            let mut key = keys[0].clone();
            key["kid"] = "alternate".into();
            match published_for {
                Some(algorithm) => key["alg"] = algorithm.into(),
                None => drop(key.as_object_mut().unwrap().remove("alg")),
            }
            keys.push(key);
        });
        world
            .provider("fapi")
            .next(Endpoint::Keys, alternate.always());
        let response = world.authorize("fapi", &start).await;
        let answer = world.deliver(&response).await;
        world.refused(&answer, "AUTH-403").await;
        world.made_no_call_after("fapi", Endpoint::Token);
        world.accepts("fapi").await;
    }
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_expired_exp() {
    // More than five minutes ago.
    refused(right().claim("exp", START - 301), "AUTH-403").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_missing_exp() {
    refused(right().without_claim("exp"), "AUTH-403").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_missing_aud() {
    refused(right().without_claim("aud"), "AUTH-403").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_missing_iss() {
    refused(right().without_claim("iss"), "AUTH-403").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_valid_aud_as_array() {
    let mut world = World::new();
    world.forge("fapi", right().claim("aud", json!(["app"])));
    world.accepts("fapi").await;
    assert_eq!(world.provider("fapi").pending_faults(), 1, "it was sent");
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_nonce() {
    refused(right().claim("nonce", "another"), "AUTH-404").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_missing_nonce() {
    refused(right().without_claim("nonce"), "AUTH-404").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_invalid_authorization_response_iss() {
    for wrong in ["https://other.test", "https://fapi.test/", ""] {
        response_refused(Fault::set("iss", wrong), "AUTH-307").await;
    }
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_remove_authorization_response_iss() {
    response_refused(Fault::remove("iss"), "AUTH-308").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_ensure_authorization_response_with_invalid_state_fails()
 {
    response_refused(Fault::set("state", "x".repeat(43)), "AUTH-302").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_ensure_authorization_response_with_invalid_missing_state_fails()
 {
    response_refused(Fault::remove("state"), "AUTH-301").await;
    response_refused(Fault::set("state", ""), "AUTH-301").await;
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_token_endpoint_response_without_expires_in() {
    for without in [
        Fault::remove("expires_in"),
        Fault::set("expires_in", Value::Null),
    ] {
        let mut world = World::new();
        world.provider("fapi").next(Endpoint::Token, without);
        world.accepts("fapi").await;
        // What is known of its end is nothing, so it is used.
        assert!(world.access_token().await.is_ok());
    }
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_token_type_case_insensitivity() {
    for token_type in ["bEaReR", "BEARER", "bearer"] {
        let mut world = World::new();
        let odd = Fault::set("token_type", token_type);
        world.provider("fapi").next(Endpoint::Token, odd);
        world.accepts("fapi").await;
    }
    // Another type is not.
    let mut world = World::new();
    let other = Fault::set("token_type", "mac");
    world.provider("fapi").next(Endpoint::Token, other);
    let answer = world.sign_in("fapi").await;
    world.refused(&answer, "AUTH-311").await;
    world.made_no_call_after("fapi", Endpoint::Token);
}
