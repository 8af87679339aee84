//! What was granted is over, or is somebody else's.

use auth::testing::{Endpoint, Fault, IdTokenForgery};
use auth_tests::support::browser::Browser;

use crate::auth::NOTED;
use crate::world::{World, access_token, is_signed_in};

async fn user_id(browser: &mut Browser) -> String {
    let session = browser.open("/auth/session").await.json();
    session["user"]["id"].as_str().unwrap().to_owned()
}

fn noted(user: &str) -> Vec<&'static str> {
    let noted = NOTED.lock().unwrap();
    let of_user = noted.iter().filter(|(_, of)| of == user);
    of_user.map(|(code, _)| *code).collect()
}

/// SS-18
#[tokio::test]
async fn a_grant_that_is_over_ends_the_sessions_that_began_with_it_and_is_told_once() {
    let world = World::new();
    let mut ada = world.signed_in("op", "ada").await;
    let mut elsewhere = world.signed_in("op", "ada").await;
    let mut grace = world.signed_in("op", "grace").await;
    let user = user_id(&mut ada).await;
    world.wait(3_600);
    let over = Fault::error("invalid_grant");
    world.providers.op.next(Endpoint::Token, over);
    assert_eq!(access_token(&mut ada).await, Err("grant_ended".into()));
    assert!(!is_signed_in(&mut ada).await);
    assert!(!is_signed_in(&mut elsewhere).await);
    assert!(is_signed_in(&mut grace).await);
    assert_eq!(noted(&user), ["grant_ended"]);
    assert_eq!(world.refreshed(), 1, "nobody asks again");
    // Who signs in again has new tokens.
    let mut again = world.signed_in("op", "ada").await;
    assert!(access_token(&mut again).await.is_ok());
}

/// SS-16: oidcc-client-test-refresh-token-invalid-issuer, oidcc-client-test-refresh-token-invalid-sub
#[tokio::test]
async fn tokens_that_are_about_somebody_else_are_refused_and_the_session_ends() {
    for forgery in [
        IdTokenForgery::new().claim("iss", "https://other.test"),
        IdTokenForgery::new().claim("sub", "grace"),
        IdTokenForgery::new().claim("aud", "another app"),
        IdTokenForgery::new().claim("auth_time", 1),
    ] {
        let world = World::new();
        let mut ada = world.signed_in("op", "ada").await;
        let first = access_token(&mut ada).await.unwrap();
        world.wait(3_600 - 30);
        world.providers.op.next_id_token(forgery.clone());
        let refused = access_token(&mut ada).await;
        assert_eq!(refused, Err("grant_ended".into()), "{forgery:?}");
        assert_ne!(refused, Ok(first));
        assert!(!is_signed_in(&mut ada).await, "{forgery:?}");
    }
}

/// oidcc-client-test-refresh-token
#[tokio::test]
async fn a_forged_id_token_is_no_new_token_and_ends_nothing() {
    let world = World::new();
    let mut ada = world.signed_in("op", "ada").await;
    world.wait(3_600);
    world
        .providers
        .op
        .next_id_token(IdTokenForgery::new().foreign_key());
    let refused = access_token(&mut ada).await;
    assert_eq!(refused, Err("id_token_invalid".into()));
    assert!(is_signed_in(&mut ada).await);
}

/// Whoever is signed out has no token.
#[tokio::test]
async fn a_session_that_has_ended_gets_none() {
    let world = World::new();
    let mut ada = world.signed_in("op", "ada").await;
    let copied = world.at(&ada);
    ada.submit("/auth/signout", &[]).await;
    let mut copied = world.at(&copied);
    assert!(access_token(&mut copied).await.is_err());
    assert_eq!(world.refreshed(), 0);
}
