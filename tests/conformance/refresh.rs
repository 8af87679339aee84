//! `oidcc-client-refreshtoken-test-plan`, and its modules that are in no plan.

use auth::testing::{Endpoint, IdTokenForgery};
use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{Request, StatusCode};
use serde_json::json;

use crate::world::{World, right};

/// Somebody who is signed in, and whose access token has just expired.
async fn expired() -> (World, String) {
    let mut world = World::new();
    world.accepts("lasting").await;
    let first = world.access_token().await.unwrap();
    world.wait(3_600);
    (world, first)
}

/// What the UserInfo endpoint makes of a token.
async fn userinfo(world: &World, token: &str) -> StatusCode {
    let provider = world.provider("lasting");
    let request = Request::get(provider.endpoint(Endpoint::UserInfo))
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .body(Bytes::new());
    provider.answer(request.unwrap()).await.status()
}

/// An ID token that comes with refreshed tokens and is wrong: there is no token to make a call with. Where it is about somebody
/// else, what was granted is over, and the session with it.
async fn refused(forgery: IdTokenForgery, code: &str) {
    let (mut world, _) = expired().await;
    world.forge("lasting", forgery);
    let before = world.provider("lasting").count(Endpoint::UserInfo);
    assert_eq!(world.access_token().await, Err(code.to_owned()));
    let provider = world.provider("lasting");
    assert_eq!(provider.pending_faults(), 1, "it was sent");
    assert_eq!(provider.count(Endpoint::UserInfo), before);
    let over = code == "grant_ended";
    assert_eq!(world.stated().await.is_null(), over, "{code}");

    // Nothing but that was wrong.
    let (mut world, first) = expired().await;
    assert_ne!(world.access_token().await.unwrap(), first);
}

#[tokio::test]
async fn oidcc_client_test_refresh_token() {
    let (mut world, first) = expired().await;
    assert_eq!(userinfo(&world, &first).await, StatusCode::UNAUTHORIZED);
    let second = world.access_token().await.unwrap();
    assert_ne!(first, second);
    assert_eq!(userinfo(&world, &second).await, StatusCode::OK);
    let asked = world.provider("lasting").requests_to(Endpoint::Token);
    let grants = asked.iter().map(|asked| asked.parameter("grant_type"));
    let grants: Vec<_> = grants.collect();
    assert_eq!(grants, [Some("authorization_code"), Some("refresh_token")]);
}

#[tokio::test]
async fn oidcc_client_test_refresh_token_invalid_issuer() {
    refused(right().claim("iss", "https://other.test"), "grant_ended").await;
}

#[tokio::test]
async fn oidcc_client_test_refresh_token_invalid_sub() {
    refused(right().claim("sub", "grace"), "grant_ended").await;
}

#[tokio::test]
async fn oidcc_client_test_refresh_token_invalid_aud() {
    for audience in [json!("another"), json!(["app", "another"])] {
        refused(right().claim("aud", audience), "grant_ended").await;
    }
}

#[tokio::test]
async fn oidcc_client_test_refresh_token_invalid_azp() {
    refused(right().claim("azp", "another"), "id_token_invalid").await;
}
