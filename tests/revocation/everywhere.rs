//! Ending every session of a user.

use http::header::{ACCEPT, ORIGIN};
use http::{Method, StatusCode};
use serde_json::json;

use crate::world::{World, at, who};

const COOKIE: &str = "__Host-auth.session";

/// S3-20, LO-16
#[tokio::test]
async fn signing_out_everywhere_ends_every_session_of_the_user_and_none_of_others() {
    for path in ["/leave-everywhere", "/leave-everywhere.json"] {
        let world = World::new();
        let (mut here, mut there) = (world.signed_in("ada").await, world.signed_in("ada").await);
        let mut grace = world.signed_in("grace").await;
        assert_eq!(who(&mut there).await, "op:ada");
        let answer = here.submit(path, &[]).await;
        assert!(!answer.status.is_client_error() && !answer.status.is_server_error());
        assert!(here.cookies_named(COOKIE).is_empty());
        assert_eq!(who(&mut there).await, "nobody");
        let answer = there.open("/dashboard").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert!(there.cookies_named(COOKIE).is_empty(), "it is deleted");
        assert_eq!(who(&mut grace).await, "op:grace");
        assert_eq!(who(&mut world.signed_in("ada").await).await, "op:ada");
    }
}

/// S3-21
#[tokio::test]
async fn a_browser_ends_every_session_of_its_own_user() {
    for scope in ["everywhere", "app everywhere", "everywhere app"] {
        let world = World::new();
        let (mut here, mut there) = (world.signed_in("ada").await, world.signed_in("ada").await);
        let answer = here.submit("/auth/signout", &[("scope", scope)]).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, "https://app.test/"),
            "{scope}"
        );
        assert!(here.cookies_named(COOKIE).is_empty());
        assert_eq!(who(&mut there).await, "nobody");
    }
}

/// S3-21
#[tokio::test]
async fn a_browser_cannot_name_somebody_else() {
    let world = World::new();
    let (mut ada, mut grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
    for name in ["userId", "user_id", "user", "sub"] {
        for user in ["op:grace", "op:ada", ""] {
            let fields = [("scope", "everywhere"), (name, user)];
            let answer = ada.submit("/auth/signout", &fields).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}={user}");
        }
    }
    assert_eq!(who(&mut ada).await, "op:ada");
    assert_eq!(who(&mut grace).await, "op:grace");
}

#[tokio::test]
async fn a_scope_that_there_is_not_is_refused_and_nothing_ends() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    for scope in ["Everywhere", "all", "everywhere all", "everywhere,app"] {
        let answer = ada.submit("/auth/signout", &[("scope", scope)]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{scope}");
    }
    assert_eq!(who(&mut ada).await, "op:ada");
}

/// S3-20, S2-9
#[tokio::test]
async fn everywhere_and_the_provider_are_layers_of_one_sign_out() {
    for path in ["/auth/signout", "/leave-everywhere-and-the-provider"] {
        let world = World::new();
        let (mut here, mut there) = (world.signed_in("ada").await, world.signed_in("ada").await);
        let fields = [("scope", "provider everywhere")];
        let answer = here.submit(path, &fields).await;
        let location = answer.location();
        assert!(location.starts_with("https://op.test/"), "{location}");
        assert_eq!(who(&mut there).await, "nobody");
    }
}

/// LO-04
#[tokio::test]
async fn neither_a_link_nor_another_site_signs_out_everywhere() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let answer = ada.open("/auth/signout?scope=everywhere").await;
    assert_eq!(answer.status, StatusCode::OK, "it asks");
    let headers = [(ORIGIN, "https://evil.test"), (ACCEPT, "application/json")];
    let body = "scope=everywhere".to_owned();
    let mut request = ada.request(Method::POST, "/auth/signout", &headers, body.into());
    request.headers_mut().insert(
        "content-type",
        http::HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    let answer = ada.send(request).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.json()["code"], json!("csrf_rejected"));
    world.wait_until_nothing_is_known();
    assert_eq!(who(&mut ada).await, "op:ada");
}

/// S3-20
#[tokio::test]
async fn a_job_ends_every_session_of_a_user_by_their_id() {
    let world = World::new();
    let (mut ada, mut grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
    world.auth.sign_out_user("op:ada").await.unwrap();
    assert_eq!(who(&mut ada).await, "nobody");
    assert_eq!(who(&mut grace).await, "op:grace");
    let answer = grace.open("/dashboard").await;
    assert_eq!(answer.text(), "op:grace");
}

/// A session that is over has no say any more.
#[tokio::test]
async fn whoever_holds_a_session_that_was_ended_ends_nothing_with_it() {
    let world = World::new();
    let mut thief = world.signed_in("ada").await;
    world.auth.sign_out_user("op:ada").await.unwrap();
    let mut ada = world.signed_in("ada").await;
    let answer = thief
        .submit("/auth/signout", &[("scope", "everywhere")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(who(&mut ada).await, "op:ada");
}

#[tokio::test]
async fn without_a_session_there_is_nothing_to_end() {
    let world = World::new();
    let mut browser = world.browser();
    let answer = browser
        .submit("/auth/signout", &[("scope", "everywhere")])
        .await;
    assert_eq!(answer.location(), "https://app.test/");
}

#[tokio::test]
async fn other_servers_know_after_five_seconds() {
    let world = World::new();
    let other = world.another_server();
    let browser = world.signed_in("ada").await;
    let mut there = at(&browser, &other);
    assert_eq!(who(&mut there).await, "op:ada");
    world.auth.sign_out_user("op:ada").await.unwrap();
    assert_eq!(who(&mut at(&browser, &world)).await, "nobody");
    world.wait_until_nothing_is_known();
    assert_eq!(who(&mut there).await, "nobody");
    let after = world.signed_in("ada").await;
    assert_eq!(who(&mut at(&after, &other)).await, "op:ada");
}
