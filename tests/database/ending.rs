//! What has ended stays ended.

use http::StatusCode;

use crate::watched::Fault;
use crate::world::{World, ask, token, who, with_token};

/// SS-04
#[tokio::test]
async fn a_token_that_was_copied_is_worth_nothing_after_sign_out() {
    for path in ["/auth/signout", "/leave", "/leave.json"] {
        let world = World::new();
        let (mut ada, mut elsewhere) = (world.signed_in("ada").await, world.signed_in("ada").await);
        let copied = token(&ada).unwrap();
        ada.submit(path, &[]).await;
        assert_eq!(token(&ada), None, "{path}");
        assert!(!world.is_kept(&copied).await, "{path}");
        let mut thief = with_token(&world, &copied);
        assert_eq!(ask(&mut thief, "/dashboard").await.status, 401, "{path}");
        assert_eq!(who(&mut thief).await, "nobody", "{path}");
        assert_eq!(who(&mut elsewhere).await, "Ada Lovelace", "{path}");
    }
}

/// SS-06
#[tokio::test]
async fn a_request_that_was_under_way_brings_no_session_back() {
    for path in ["/leave", "/leave-everywhere", "/auth/signout"] {
        let world = World::new();
        let mut ada = world.signed_in("ada").await;
        let copied = token(&ada).unwrap();
        // Its use is to be noted.
        world.wait(300);
        let mut late = with_token(&world, &copied);
        let slow = tokio::spawn(async move {
            let answer = late.open("/slow").await;
            (answer, late)
        });
        world.slow.arrived.notified().await;
        ada.submit(path, &[]).await;
        assert!(!world.is_kept(&copied).await);
        world.slow.go_on.notify_one();
        let (answer, mut late) = slow.await.unwrap();
        assert_eq!(answer.status, StatusCode::OK);
        assert!(!world.is_kept(&copied).await, "{path}");
        assert_eq!(who(&mut late).await, "nobody", "{path}");
        assert_eq!(world.sessions_of("ada@example.com").await.len(), 0);
    }
}

/// SS-06, SS-08: the sign-out comes between finding the session and noting that it is in use.
#[tokio::test]
async fn use_that_is_noted_too_late_is_refused_and_brings_nothing_back() {
    for (request, sign_out) in [
        ("/dashboard", "/leave"),
        ("/dashboard", "/leave-everywhere"),
        ("/auth/session", "/auth/signout"),
    ] {
        let world = World::new();
        let mut ada = world.signed_in("ada").await;
        let copied = token(&ada).unwrap();
        world.wait(300);
        let mut late = with_token(&world, &copied);
        world.store.fail(Fault::Holds("update_session"));
        let slow = tokio::spawn(async move {
            let answer = ask(&mut late, request).await;
            (answer, late)
        });
        world.store.arrived.notified().await;
        world.store.fail(Fault::None);
        // Its use is noted too, and then it ends.
        ada.submit(sign_out, &[]).await;
        assert!(!world.is_kept(&copied).await);
        world.store.go_on.notify_one();
        let (answer, mut late) = slow.await.unwrap();
        if request == "/dashboard" {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        } else {
            assert_eq!(answer.text(), "null");
        }
        assert_eq!(token(&late), None, "the cookie goes");
        assert!(!world.is_kept(&copied).await, "{request} {sign_out}");
        assert_eq!(who(&mut late).await, "nobody");
    }
}

/// SS-06: two requests at the limit; one finds that it has expired, the other notes its use too late.
#[tokio::test]
async fn what_one_request_found_expired_another_brings_not_back() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let copied = token(&ada).unwrap();
    world.wait(5_999);
    let mut late = with_token(&world, &copied);
    world.store.fail(Fault::Holds("update_session"));
    let slow = tokio::spawn(async move { ask(&mut late, "/dashboard").await.status });
    world.store.arrived.notified().await;
    world.store.fail(Fault::None);
    world.wait(1);
    assert_eq!(who(&mut ada).await, "nobody");
    assert!(!world.is_kept(&copied).await);
    world.store.go_on.notify_one();
    assert_eq!(slow.await.unwrap(), StatusCode::UNAUTHORIZED);
    assert!(!world.is_kept(&copied).await);
}

/// LO-16, S3-20
#[tokio::test]
async fn signing_out_everywhere_ends_every_session_of_the_user_and_none_of_others() {
    for (path, scope) in [
        ("/leave-everywhere", ""),
        ("/auth/signout", "everywhere"),
        ("/auth/signout", "app everywhere"),
    ] {
        let world = World::new();
        let (mut here, mut there) = (world.signed_in("ada").await, world.signed_in("ada").await);
        let mut grace = world.signed_in("grace").await;
        let answer = here.submit(path, &[("scope", scope)]).await;
        assert_eq!(answer.location(), "https://app.test/");
        assert_eq!(token(&here), None);
        assert_eq!(world.sessions_of("ada@example.com").await.len(), 0);
        assert_eq!(ask(&mut there, "/dashboard").await.status, 401);
        assert_eq!(who(&mut grace).await, "Grace Hopper");
        // Once more changes nothing, and signing in is possible again.
        here.submit(path, &[("scope", scope)]).await;
        world.sign_in(&mut here, "op", "ada").await;
        assert_eq!(who(&mut here).await, "Ada Lovelace");
    }
}

/// LO-16, S3-20
#[tokio::test]
async fn a_job_ends_every_session_of_a_user_by_their_id() {
    let world = World::new();
    let (mut ada, mut grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
    let id = world.id_of("ada@example.com").await.unwrap();
    for _ in 0..2 {
        world.auth.sign_out_user(&id).await.unwrap();
        assert_eq!(who(&mut ada).await, "nobody");
    }
    world.auth.sign_out_user("nobody").await.unwrap();
    assert_eq!(who(&mut grace).await, "Grace Hopper");
}

/// S3-21
#[tokio::test]
async fn a_browser_cannot_name_somebody_else() {
    let world = World::new();
    let (mut ada, mut grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
    let id = world.id_of("grace@example.com").await.unwrap();
    for name in ["userId", "user_id", "user", "sub"] {
        let fields = [("scope", "everywhere"), (name, id.as_str())];
        let answer = ada.submit("/auth/signout", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}");
    }
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
    assert_eq!(who(&mut grace).await, "Grace Hopper");
}

/// A session that is over has no say any more.
#[tokio::test]
async fn whoever_holds_a_session_that_was_ended_ends_nothing_with_it() {
    let world = World::new();
    let thief = world.signed_in("ada").await;
    let copied = token(&thief).unwrap();
    let id = world.id_of("ada@example.com").await.unwrap();
    world.auth.sign_out_user(&id).await.unwrap();
    let mut ada = world.signed_in("ada").await;
    for (path, field) in [
        ("/auth/signout", ("scope", "everywhere")),
        ("/auth/sessions/end", ("scope", "all")),
        ("/auth/sessions/end", ("scope", "others")),
    ] {
        with_token(&world, &copied).submit(path, &[field]).await;
        assert_eq!(who(&mut ada).await, "Ada Lovelace", "{path}");
    }
}
