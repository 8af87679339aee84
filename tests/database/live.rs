//! Connections that stay open under a session that a store keeps.

use std::time::Duration;

use auth::SessionEnd;
use tokio::time::timeout;

use crate::world::World;

async fn soon(ended: auth::Ended) -> SessionEnd {
    let ended = timeout(Duration::from_secs(5), ended).await;
    ended.expect("in time")
}

#[tokio::test]
async fn whoever_is_kept_out_or_deleted_hears_of_it_at_once() {
    for way in ["disable", "delete"] {
        let world = World::new();
        let (ada, grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
        let ada = world.session(&ada).await.unwrap();
        let ended = world.auth.ended(&ada);
        let mut others = world.auth.ended(&world.session(&grace).await.unwrap());
        let users = world.auth.users();
        match way {
            "disable" => users.disable(&ada.user.id).await.unwrap(),
            _ => assert!(users.delete(&ada.user.id).await.unwrap()),
        }
        assert_eq!(soon(ended).await, SessionEnd::Ended, "{way}");
        let still = timeout(Duration::from_millis(50), &mut others).await;
        assert!(still.is_err(), "{way}");
    }
}

#[tokio::test]
async fn a_session_that_is_ended_from_another_device_is_over_there() {
    let world = World::new();
    let (here, there) = (world.signed_in("ada").await, world.signed_in("ada").await);
    let here = world.session(&here).await.unwrap();
    let there = world.session(&there).await.unwrap();
    let mut own = world.auth.ended(&here);
    let ended = world.auth.ended(&there);
    let sessions = world.auth.my_sessions(&here);
    assert!(sessions.end(there.id()).await.unwrap());
    assert_eq!(soon(ended).await, SessionEnd::Ended);
    let still = timeout(Duration::from_millis(50), &mut own).await;
    assert!(still.is_err());
}

/// Whoever sits at a socket all day uses the session.
#[tokio::test]
async fn touching_a_session_counts_as_use_and_says_what_it_now_is() {
    let world = World::new();
    let ada = world.signed_in("ada").await;
    let session = world.session(&ada).await.unwrap();
    world.store.calls();
    let same = world.auth.touch(&session).await.unwrap();
    assert_eq!(same.expires_at, session.expires_at);
    assert!(!world.store.calls().contains(&"update_session"), "not due");
    world.wait(3_600);
    let touched = world.auth.touch(&session).await.unwrap();
    assert!(world.store.calls().contains(&"update_session"));
    assert!(touched.expires_at > session.expires_at);
    assert_eq!(touched.id(), session.id());
    world.auth.users().disable(&session.user.id).await.unwrap();
    let over = world.auth.touch(&session).await.unwrap_err();
    assert_eq!(
        over.code().name,
        auth::error::SessionError::Ended.code().name
    );
}
