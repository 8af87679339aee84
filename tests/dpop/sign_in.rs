//! From the authorization request to tokens that are bound, and nothing else.

use auth::testing::{Endpoint, Fault};
use auth_tests::support::browser::path_and_query;
use http::StatusCode;
use serde_json::json;
use url::Url;

use crate::proof::Proof;
use crate::world::{World, access_token, error_code, is_signed_in};

/// R-DPOP-01, R-DPOP-03; FAPI 2.0, test-happy-path-no-dpop-nonce
#[tokio::test]
async fn the_key_of_the_request_is_the_key_of_the_tokens() {
    for id in ["op", "phone", "plain"] {
        let world = World::new();
        let mut browser = world.browser();
        let start = browser.submit(&format!("/auth/signin/{id}"), &[]).await;
        let thumbprint = start.location_parameter("dpop_jkt").expect("dpop_jkt");
        let response = world.authorize(start.location()).await;
        let url = Url::parse(response.url()).unwrap();
        let answer = browser.open(&path_and_query(&url)).await;
        assert_eq!(answer.location(), "https://app.test/", "{id}");

        let requests = world.token_requests();
        assert_eq!(requests.len(), 1, "{id}");
        let proof = Proof::of(&requests[0]);
        assert_eq!(proof.thumbprint(), thumbprint, "{id}");
        assert_eq!(proof.header["typ"], "dpop+jwt");
        assert_eq!(proof.header["alg"], "ES256");
        assert!(proof.header["jwk"].get("d").is_none());
        assert_eq!(proof.claim("htm"), Some("POST"));
        assert_eq!(proof.claim("htu"), Some("https://op.test/token"));
        assert_eq!(proof.claims["iat"], requests[0].at);
        assert_eq!((proof.claim("ath"), proof.nonce()), (None, None));
        assert!(is_signed_in(&mut browser).await);
    }
}

#[tokio::test]
async fn each_sign_in_has_a_key_of_its_own() {
    let world = World::new();
    let mut browser = world.browser();
    let mut thumbprints = std::collections::HashSet::new();
    for _ in 0..5 {
        let start = browser.submit("/auth/signin/op", &[]).await;
        thumbprints.insert(start.location_parameter("dpop_jkt").unwrap());
    }
    assert_eq!(thumbprints.len(), 5);
}

/// RFC 9449 §10: whoever gets hold of a code has not got the key.
#[tokio::test]
async fn a_code_that_is_bound_to_another_key_signs_nobody_in() {
    let world = World::new();
    let mut browser = world.browser();
    let start = browser.submit("/auth/signin/op", &[]).await;
    let other = world.browser().submit("/auth/signin/op", &[]).await;
    let own = start.location_parameter("dpop_jkt").unwrap();
    let others = other.location_parameter("dpop_jkt").unwrap();
    let swapped = start.location().replace(&own, &others);
    let response = world.authorize(&swapped).await;
    let url = Url::parse(response.url()).unwrap();
    let answer = browser.open(&path_and_query(&url)).await;
    assert_eq!(error_code(&answer).as_deref(), Some("AUTH-402"));
    assert_eq!(world.token_requests().len(), 1);
    assert!(!is_signed_in(&mut browser).await);
}

/// R-DPOP-03: a token that anybody can use is not what was asked for.
#[tokio::test]
async fn a_bearer_token_is_refused_where_a_bound_one_was_asked_for() {
    for id in ["op", "phone", "plain"] {
        for token_type in ["Bearer", "bearer", "mac", "DPoP "] {
            let world = World::new();
            let fault = Fault::set("token_type", token_type);
            world.op.next(Endpoint::Token, fault);
            let (mut browser, answer) = world.sign_in(id).await;
            let code = error_code(&answer);
            assert_eq!(code.as_deref(), Some("AUTH-410"), "{id} {token_type}");
            assert!(!is_signed_in(&mut browser).await);
            assert_eq!(world.token_requests().len(), 1, "a code is sent once");
            assert_eq!(
                world.op.count(Endpoint::UserInfo),
                0,
                "it is used for nothing"
            );
        }
    }
}

/// FAPI 2.0, test-token-type-case-insensitivity
#[tokio::test]
async fn the_type_of_a_bound_token_may_be_spelt_in_any_case() {
    for token_type in ["dpop", "DPOP", "dPoP", "DPop"] {
        let world = World::new();
        let fault = Fault::set("token_type", token_type);
        world.op.next(Endpoint::Token, fault);
        let mut browser = world.signed_in("op").await;
        assert!(access_token(&mut browser).await.is_ok(), "{token_type}");
    }
}

/// R-6749-02: a token of an unknown type is not used.
#[tokio::test]
async fn without_the_option_nothing_is_bound_and_a_bound_token_is_refused() {
    let world = World::new();
    let mut browser = world.browser();
    let start = browser.submit("/auth/signin/bearer", &[]).await;
    assert_eq!(start.location_parameter("dpop_jkt"), None);
    let (mut browser, _) = world.sign_in("bearer").await;
    assert!(is_signed_in(&mut browser).await);
    assert_eq!(world.token_requests()[0].header("dpop"), None);

    world
        .op
        .next(Endpoint::Token, Fault::set("token_type", "DPoP"));
    let (mut browser, answer) = world.sign_in("bearer").await;
    assert_eq!(error_code(&answer).as_deref(), Some("AUTH-311"));
    assert!(!is_signed_in(&mut browser).await);
}

/// R-DPOP-01, RFC 9449 §5.1: said before the user is sent away.
#[tokio::test]
async fn a_provider_that_does_not_take_our_algorithm_is_not_gone_to() {
    for algorithms in [json!([]), json!(["RS256", "PS256"]), json!(["es256"])] {
        let world = World::new();
        let name = "dpop_signing_alg_values_supported";
        let lists = Fault::set(name, algorithms.clone());
        world.op.next(Endpoint::Discovery, lists.always());
        let mut browser = world.browser();
        let answer = browser.submit("/auth/signin/op", &[]).await;
        assert_eq!(
            error_code(&answer).as_deref(),
            Some("AUTH-410"),
            "{algorithms}"
        );
        assert!(answer.location().starts_with("https://app.test/auth/error"));
        // Who does not ask for it is not concerned.
        let answer = browser.submit("/auth/signin/bearer", &[]).await;
        assert!(answer.location().starts_with("https://op.test/authorize"));
    }
}

/// RFC 9449 §5.1: it need not say so; then the type of the token says it.
#[tokio::test]
async fn a_provider_that_lists_no_algorithms_is_tried() {
    let world = World::new();
    let name = "dpop_signing_alg_values_supported";
    world.op.next(Endpoint::Discovery, Fault::remove(name));
    let mut browser = world.signed_in("op").await;
    assert!(is_signed_in(&mut browser).await);
}

/// S0-14
#[tokio::test]
async fn nobody_else_says_which_key_it_is() {
    let world = World::new();
    let mut browser = world.browser();
    let answer = browser.submit("/auth/signin/op?dpop_jkt=theirs", &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!answer.headers.contains_key("location"));
}
