//! Connections that stay open under a session: WebSockets, and streams of server-sent events.

use std::time::Duration;

use auth_tests::support::browser::Browser;
use auth_tests::support::socket::{Served, Socket};
use axum::body::Body;
use http::header::{CACHE_CONTROL, COOKIE};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use tokio::time::timeout;
use tower::ServiceExt;

use crate::logout_token::send;
use crate::world::World;

const OWN: Option<&str> = Some("https://app.test");

async fn open(served: &Served, browser: &Browser) -> Socket {
    let cookies = browser.cookie_header();
    let mut socket = served
        .socket("/socket", &cookies, OWN)
        .await
        .expect("a socket");
    assert_eq!(socket.say("hello").await, "hello");
    socket
}

/// S3-20, S3-21, LO-06
#[tokio::test]
async fn a_socket_closes_when_its_session_ends_and_those_of_others_stay() {
    for way in [
        "a sign-out in another tab",
        "everywhere",
        "by its provider",
        "by a job",
    ] {
        let world = World::new();
        let served = Served::new(&world.router).await;
        let (mut ada, grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
        let socket = open(&served, &ada).await;
        let mut another = open(&served, &grace).await;
        match way {
            "a sign-out in another tab" => drop(ada.submit("/auth/signout", &[]).await),
            "everywhere" => {
                let mut elsewhere = world.signed_in("ada").await;
                elsewhere.submit("/leave-everywhere", &[]).await;
            }
            "by its provider" => {
                let token = world.providers.op.logout_token("app").subject("ada");
                let status = send(&world, &token.sign().unwrap()).await;
                assert_eq!(status, StatusCode::OK);
            }
            _ => world.auth.sign_out_user("op:ada").await.unwrap(),
        }
        assert_eq!(socket.closed().await, "the session was ended", "{way}");
        assert_eq!(another.say("still here").await, "still here", "{way}");
    }
}

#[tokio::test]
async fn a_socket_closes_when_the_time_of_its_session_is_over() {
    let world = World::new();
    let served = Served::new(&world.router).await;
    let socket = open(&served, &world.signed_in("ada").await).await;
    world.clock.advance(Duration::from_secs(30 * 86_400));
    assert_eq!(socket.closed().await, "the session has expired");
}

/// CS-05, CS-06: RFC 6455 §10.2
#[tokio::test]
async fn a_page_of_another_origin_opens_no_socket_with_the_session_of_its_visitor() {
    let world = World::new();
    let served = Served::new(&world.router).await;
    let cookies = world.signed_in("ada").await.cookie_header();
    for origin in [
        "https://evil.test",
        "https://x.app.test",
        "https://app.test.evil.test",
        "http://app.test",
        "https://app.test:8443",
        "null",
    ] {
        let refused = served.socket("/socket", &cookies, Some(origin)).await;
        let refused = refused.expect_err("no socket");
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{origin}");
        let socket = served.socket("/open-socket", &cookies, Some(origin)).await;
        assert_eq!(socket.unwrap().say("who?").await, "nobody", "{origin}");
    }
    for origin in [OWN, None] {
        let socket = served.socket("/open-socket", &cookies, origin).await;
        assert_eq!(socket.unwrap().say("who?").await, "op:ada", "{origin:?}");
        assert!(served.socket("/socket", &cookies, origin).await.is_ok());
    }
}

/// The same in a program's words.
#[tokio::test]
async fn a_socket_that_is_refused_has_a_code() {
    let world = World::new();
    let cookies = world.signed_in("ada").await.cookie_header();
    let request = Request::get("/dashboard")
        .header(COOKIE, cookies)
        .header("origin", "https://x.app.test")
        .header("sec-websocket-version", "13")
        .body(Body::empty())
        .unwrap();
    let answer = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["code"], "csrf_rejected");
    assert_eq!(problem["id"], "AUTH-502");
}

#[tokio::test]
async fn nobody_opens_a_socket_without_a_session() {
    let world = World::new();
    let served = Served::new(&world.router).await;
    let refused = served.socket("/socket", "a=b", OWN).await;
    let refused = refused.expect_err("no socket");
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_stream_of_events_ends_with_its_session() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let request = Request::get("/events")
        .header(COOKIE, ada.cookie_header())
        .body(Body::empty())
        .unwrap();
    let answer = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
    let mut events = answer.into_body();
    let first = events.frame().await.unwrap().unwrap();
    assert_eq!(first.into_data().unwrap(), "data: op:ada\n\n");
    let next = timeout(Duration::from_millis(50), events.frame()).await;
    assert!(next.is_err(), "nothing happens");
    ada.submit("/leave", &[]).await;
    let end = timeout(Duration::from_secs(5), events.frame()).await;
    assert!(end.unwrap().is_none());
}
