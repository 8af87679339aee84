//! Signing out of one session.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;

use crate::world::{World, who};

/// SS-04, SS-05
#[tokio::test]
async fn a_cookie_that_was_copied_is_worth_nothing_after_its_session_signed_out() {
    for path in ["/leave", "/leave.json", "/auth/signout"] {
        let world = World::new();
        let (mut ada, mut elsewhere) = (world.signed_in("ada").await, world.signed_in("ada").await);
        let copied = ada.cookies.clone();
        assert_eq!(who(&mut ada).await, "op:ada");
        let answer = ada.submit(path, &[]).await;
        assert!(answer.status.is_redirection() || answer.json()["ok"] == json!(true));
        let mut thief = world.browser();
        thief.cookies = copied;
        assert_eq!(who(&mut thief).await, "nobody", "{path}");
        assert_eq!(who(&mut elsewhere).await, "op:ada", "{path}");
    }
}

/// SS-06
#[tokio::test]
async fn a_request_that_was_under_way_brings_no_session_back() {
    let world = World::new();
    for path in ["/leave", "/leave-everywhere"] {
        let mut ada = world.signed_in("ada").await;
        // Its response will bring the session sealed anew.
        world.clock.advance(Duration::from_secs(3_600));
        let mut late = world.browser();
        late.cookies = ada.cookies.clone();
        let before = late.cookies.clone();
        let slow = tokio::spawn(async move {
            let answer = late.open("/slow").await;
            (answer.status, late)
        });
        world.slow.arrived.notified().await;
        ada.submit(path, &[]).await;
        world.slow.go_on.notify_one();
        let (status, mut late) = slow.await.unwrap();
        assert_eq!(status, StatusCode::OK);
        let renewed = late.cookies.values().zip(before.values());
        assert!(
            renewed.clone().any(|(new, old)| new.value != old.value),
            "the response did set a session"
        );
        assert_eq!(who(&mut late).await, "nobody", "{path}");
    }
}

#[tokio::test]
async fn a_session_in_use_lives_on_through_being_sealed_anew() {
    let world = World::new();
    world.auth.sign_out_user("op:ada").await.unwrap();
    let mut ada = world.signed_in("ada").await;
    for _ in 0..5 {
        world.clock.advance(Duration::from_secs(3_600));
        assert_eq!(who(&mut ada).await, "op:ada");
    }
}
