//! While it is good, and when it is not any more.

use auth::testing::{Endpoint, Fault};
use http::StatusCode;

use crate::world::{World, access_token};

#[tokio::test]
async fn a_token_that_is_good_for_a_minute_more_is_the_one_that_is_kept() {
    let world = World::new();
    let mut ada = world.signed_in("op", "ada").await;
    let first = access_token(&mut ada).await.unwrap();
    world.wait(3_600 - 61);
    assert_eq!(access_token(&mut ada).await, Ok(first.clone()));
    assert!(world.providers.op.is_active(&first));
    assert_eq!(world.refreshed(), 0);
}

#[tokio::test]
async fn one_that_is_not_is_refreshed_and_the_new_one_is_kept() {
    let world = World::new();
    let mut ada = world.signed_in("op", "ada").await;
    let first = access_token(&mut ada).await.unwrap();
    world.wait(3_600 - 60);
    let second = access_token(&mut ada).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(access_token(&mut ada).await, Ok(second));
    assert_eq!(world.refreshed(), 1);
    // The refresh token is another one now, too.
    world.wait(3_600);
    assert!(access_token(&mut ada).await.is_ok());
    assert_eq!(world.refreshed(), 2);
}

/// What a handler makes of it afterwards loses nothing.
#[tokio::test]
async fn a_new_token_is_kept_although_the_handler_fails() {
    let world = World::new();
    let mut ada = world.signed_in("op", "ada").await;
    world.wait(3_600);
    let answer = ada.open("/fails").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(access_token(&mut ada).await.is_ok());
    assert_eq!(world.refreshed(), 1);
}

/// Without a new refresh token the old one stays good (RFC 6749 §6).
#[tokio::test]
async fn a_provider_that_keeps_its_refresh_token_is_asked_with_it_again() {
    let world = World::new();
    let mut ada = world.signed_in("op", "ada").await;
    let op = &world.providers.op;
    op.next(Endpoint::Token, Fault::remove("refresh_token"));
    world.wait(3_600);
    assert!(access_token(&mut ada).await.is_ok());
    world.wait(3_600);
    let _ = access_token(&mut ada).await;
    let sent: Vec<_> = op
        .requests_to(Endpoint::Token)
        .iter()
        .map(|request| request.parameter("refresh_token").map(str::to_owned))
        .collect();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
}

#[tokio::test]
async fn without_a_refresh_token_it_is_good_until_it_ends_and_then_there_is_none() {
    let world = World::new();
    let mut ada = world.signed_in("other", "ada").await;
    let first = access_token(&mut ada).await.unwrap();
    world.wait(3_599);
    assert_eq!(access_token(&mut ada).await, Ok(first));
    world.wait(1);
    let refused = access_token(&mut ada).await;
    assert_eq!(refused, Err("access_token_not_kept".into()));
}

#[tokio::test]
async fn a_provider_that_is_down_costs_nothing_while_the_old_token_is_good() {
    let world = World::new();
    let mut ada = world.signed_in("op", "ada").await;
    let first = access_token(&mut ada).await.unwrap();
    let down = Fault::status(StatusCode::SERVICE_UNAVAILABLE);
    world.providers.op.next(Endpoint::Token, down.times(2));
    world.wait(3_600 - 30);
    assert_eq!(access_token(&mut ada).await, Ok(first.clone()));
    world.wait(30);
    let refused = access_token(&mut ada).await;
    assert_eq!(refused, Err("provider_unavailable".into()));
    // It is asked again as soon as somebody needs one.
    let second = access_token(&mut ada).await.unwrap();
    assert_ne!(first, second);
}

/// S4-8, S3-19: nothing of it is shown to a browser.
#[tokio::test]
async fn no_token_is_in_the_session_that_a_browser_sees() {
    let world = World::new();
    let mut ada = world.signed_in("op", "ada").await;
    let token = access_token(&mut ada).await.unwrap();
    let session = ada.open("/auth/session").await;
    assert!(!session.text().contains(&token));
    assert!(!session.text().contains("token"), "{}", session.text());
}
