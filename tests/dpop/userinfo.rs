//! The UserInfo endpoint, which is a resource server (RFC 9449 §7 and §9).

use auth::testing::{DpopNoncePolicy, Endpoint, Fault, IdTokenForgery};
use http::header::WWW_AUTHENTICATE;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::proof::{Proof, hash};
use crate::world::{World, error_code, is_signed_in};

fn demand(challenge: &'static str) -> Fault {
    let nonce = HeaderName::from_static("dpop-nonce");
    Fault::status(StatusCode::UNAUTHORIZED)
        .and(Fault::header(
            WWW_AUTHENTICATE,
            HeaderValue::from_static(challenge),
        ))
        .and(Fault::header(nonce, HeaderValue::from_static("n1")))
}

/// An ID token that leaves the name to the UserInfo endpoint.
fn nameless() -> IdTokenForgery {
    IdTokenForgery::new().without_claim("name")
}

/// R-DPOP-01
#[tokio::test]
async fn the_token_is_presented_with_its_hash_in_the_proof() {
    for id in ["op", "plain"] {
        let world = World::new();
        world.op.next_id_token(nameless());
        let mut browser = world.signed_in(id).await;
        let session = browser.open("/auth/session").await.json();
        assert_eq!(session["user"]["name"], "Ada Lovelace", "{id}");
        let requests = world.op.requests_to(Endpoint::UserInfo);
        assert_eq!(requests.len(), 1, "{id}");
        let header = requests[0].header("authorization").unwrap();
        let token = header.strip_prefix("DPoP ").expect("the scheme");
        let proof = Proof::of(&requests[0]);
        assert_eq!(proof.claim("ath"), Some(hash(token).as_str()));
        assert_eq!(proof.claim("htm"), Some("GET"));
        assert_eq!(proof.claim("htu"), Some("https://op.test/userinfo"));
        let key = Proof::of(&world.token_requests()[0]).thumbprint();
        assert_eq!(proof.thumbprint(), key);
    }
}

/// R-DPOP-02: what came with the tokens is sent at once.
#[tokio::test]
async fn the_nonce_of_the_token_endpoint_is_that_of_its_origin() {
    let world = World::demanding(DpopNoncePolicy::Rotating);
    world.signed_in("plain").await;
    assert_eq!(world.token_requests().len(), 2);
    assert_eq!(world.op.requests_to(Endpoint::UserInfo).len(), 1);
}

/// R-DPOP-02; FAPI 2.0, test-rs-dpop-auth-scheme-case-insensitivity
#[tokio::test]
async fn a_demand_is_met_however_the_scheme_is_spelt() {
    for challenge in [
        r#"DPoP error="use_dpop_nonce""#,
        r#"dpop error="use_dpop_nonce""#,
        r#"dPoP realm="x", algs="ES256", ERROR="use_dpop_nonce""#,
        r#"Bearer realm="x", DPOP error=use_dpop_nonce"#,
    ] {
        let world = World::new();
        world.op.next(Endpoint::UserInfo, demand(challenge));
        let mut browser = world.signed_in("plain").await;
        assert!(is_signed_in(&mut browser).await, "{challenge}");
        let requests = world.op.requests_to(Endpoint::UserInfo);
        let proofs: Vec<Proof> = requests.iter().map(Proof::of).collect();
        assert_eq!(proofs.len(), 2, "{challenge}");
        assert_eq!((proofs[0].nonce(), proofs[1].nonce()), (None, Some("n1")));
    }
}

#[tokio::test]
async fn a_server_that_demands_without_end_is_asked_twice() {
    let challenge = r#"DPoP error="use_dpop_nonce""#;
    let world = World::new();
    world
        .op
        .next(Endpoint::UserInfo, demand(challenge).always());
    let (mut browser, answer) = world.sign_in("plain").await;
    assert_eq!(error_code(&answer).as_deref(), Some("AUTH-410"));
    assert_eq!(world.op.requests_to(Endpoint::UserInfo).len(), 2);
    assert!(!is_signed_in(&mut browser).await);
    // The ID token has said who it is: there the name alone is missing.
    world.op.next_id_token(nameless());
    let mut browser = world.signed_in("op").await;
    assert!(is_signed_in(&mut browser).await);
    assert_eq!(world.op.requests_to(Endpoint::UserInfo).len(), 4);
}

#[tokio::test]
async fn another_refusal_is_not_asked_about_again() {
    for challenge in [
        r#"DPoP error="invalid_token""#,
        r#"Bearer error="use_dpop_nonce""#,
    ] {
        let world = World::new();
        world.op.next(Endpoint::UserInfo, demand(challenge));
        let (_, answer) = world.sign_in("plain").await;
        assert_eq!(
            error_code(&answer).as_deref(),
            Some("AUTH-401"),
            "{challenge}"
        );
        assert_eq!(world.op.requests_to(Endpoint::UserInfo).len(), 1);
    }
}
