//! Servers that want a nonce in each proof (RFC 9449 §8).

use auth::testing::{DpopNoncePolicy, Endpoint, Fault};
use http::{HeaderName, HeaderValue};

use crate::proof::Proof;
use crate::world::{World, access_token, error_code, is_signed_in};

fn nonces(world: &World) -> Vec<Option<String>> {
    let requests = world.token_requests();
    let proofs = requests.iter().map(Proof::of);
    proofs
        .map(|proof| proof.nonce().map(str::to_owned))
        .collect()
}

fn demand(nonce: &'static str) -> Fault {
    let header = HeaderName::from_static("dpop-nonce");
    Fault::error("use_dpop_nonce").and(Fault::header(header, HeaderValue::from_static(nonce)))
}

/// R-DPOP-02; FAPI 2.0, test-happy-path
#[tokio::test]
async fn a_nonce_that_is_demanded_is_sent_with_the_same_code() {
    for id in ["op", "phone", "plain"] {
        let world = World::demanding(DpopNoncePolicy::Required);
        let mut browser = world.signed_in(id).await;
        assert!(is_signed_in(&mut browser).await);
        let requests = world.token_requests();
        assert_eq!(requests.len(), 2, "{id}");
        assert_eq!(requests[0].parameter("code"), requests[1].parameter("code"));
        let proofs: Vec<Proof> = requests.iter().map(Proof::of).collect();
        assert_eq!(proofs[0].nonce(), None);
        assert!(proofs[1].nonce().is_some());
        assert_eq!(proofs[0].thumbprint(), proofs[1].thumbprint());
        assert_ne!(proofs[0].claim("jti"), proofs[1].claim("jti"));
    }
}

/// R-DPOP-02: it is known from then on, to whoever signs in.
#[tokio::test]
async fn the_newest_nonce_of_a_server_is_sent_at_once() {
    for policy in [DpopNoncePolicy::Required, DpopNoncePolicy::Rotating] {
        let world = World::demanding(policy);
        world.signed_in("op").await;
        world.op.forget_requests();
        world.signed_in("op").await;
        world.signed_in("op").await;
        let nonces = nonces(&world);
        assert_eq!(nonces.len(), 2, "one request for each sign-in");
        assert_eq!(nonces[0] == nonces[1], policy == DpopNoncePolicy::Required);
    }
}

#[tokio::test]
async fn a_nonce_that_has_become_old_costs_one_more_request() {
    let world = World::demanding(DpopNoncePolicy::Required);
    world.signed_in("op").await;
    world.op.renew_dpop_nonce().unwrap();
    world.op.forget_requests();
    world.signed_in("op").await;
    let nonces = nonces(&world);
    assert_eq!(nonces.len(), 2);
    assert_ne!(nonces[0], nonces[1]);
}

/// R-DPOP-02: one retry.
#[tokio::test]
async fn a_server_that_demands_without_end_ends_the_sign_in_after_one_more_request() {
    let world = World::new();
    world.op.next(Endpoint::Token, demand("n1"));
    world.op.next(Endpoint::Token, demand("n2").always());
    let (mut browser, answer) = world.sign_in("op").await;
    assert_eq!(error_code(&answer).as_deref(), Some("AUTH-410"));
    assert_eq!(nonces(&world), [None, Some("n1".to_owned())]);
    assert!(!is_signed_in(&mut browser).await);
}

/// A code is for one use: whatever else is wrong, it is not sent again.
#[tokio::test]
async fn no_other_error_sends_a_code_twice() {
    let header = HeaderName::from_static("dpop-nonce");
    let nonce = || Fault::header(header.clone(), HeaderValue::from_static("n1"));
    for error in ["invalid_grant", "invalid_dpop_proof", "server_error"] {
        let world = World::new();
        world
            .op
            .next(Endpoint::Token, Fault::error(error).and(nonce()));
        let (_, answer) = world.sign_in("op").await;
        assert_eq!(error_code(&answer).as_deref(), Some("AUTH-402"), "{error}");
        assert_eq!(world.token_requests().len(), 1, "{error}");
    }
    let world = World::new();
    world
        .op
        .next(Endpoint::Token, Fault::error("use_dpop_nonce"));
    let (_, answer) = world.sign_in("op").await;
    assert_eq!(error_code(&answer).as_deref(), Some("AUTH-410"));
    assert_eq!(world.token_requests().len(), 1, "there is no nonce to send");
    // Nor for somebody who has sent no proof.
    let world = World::new();
    world.op.next(Endpoint::Token, demand("n1"));
    let (_, answer) = world.sign_in("bearer").await;
    assert_eq!(error_code(&answer).as_deref(), Some("AUTH-402"));
    assert_eq!(world.token_requests().len(), 1);
}

/// FAPI 2.0, refresh-token-test
#[tokio::test]
async fn refreshing_sends_the_same_refresh_token_with_the_nonce() {
    for id in ["op", "phone"] {
        let world = World::demanding(DpopNoncePolicy::Required);
        let mut ada = world.signed_in(id).await;
        world.op.renew_dpop_nonce().unwrap();
        world.op.forget_requests();
        world.wait(3_600);
        assert!(access_token(&mut ada).await.is_ok(), "{id}");
        let requests = world.token_requests();
        assert_eq!(requests.len(), 2);
        let sent = |place: usize| requests[place].parameter("refresh_token");
        assert!(sent(0).is_some() && sent(0) == sent(1));
        world.op.forget_requests();
        world.wait(3_600);
        assert!(access_token(&mut ada).await.is_ok(), "with rotation");
        assert_eq!(world.token_requests().len(), 1);
    }
}

/// Nothing has ended, so that the session goes on, and the next request asks again.
#[tokio::test]
async fn a_refresh_that_is_answered_with_demands_alone_ends_nothing() {
    let world = World::new();
    let mut ada = world.signed_in("op").await;
    world.op.forget_requests();
    world.wait(3_600);
    world.op.next(Endpoint::Token, demand("n1").times(2));
    assert_eq!(access_token(&mut ada).await, Err("dpop_failed".into()));
    assert_eq!(world.token_requests().len(), 2);
    assert!(is_signed_in(&mut ada).await);
    assert!(access_token(&mut ada).await.is_ok());
}
