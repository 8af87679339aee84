//! `callbacks: { update }` where a store keeps the session.

use auth_tests::support::browser::{Answer, Browser};
use http::header::{CONTENT_TYPE, HeaderName, ORIGIN};
use http::{Method, StatusCode};

use crate::watched::Fault;
use crate::world::{World, ask, token, who, with_token};

/// A script of the page sends this for its session.
async fn update(browser: &mut Browser, body: &'static str) -> Answer {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (ORIGIN, "https://app.test"),
        (HeaderName::from_static("sec-fetch-site"), "same-origin"),
    ];
    let request = browser.request(Method::POST, "/auth/session", &headers, body.into());
    browser.send(request).await
}

#[tokio::test]
async fn what_it_takes_is_in_the_store_from_then_on() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let before = token(&ada).unwrap();
    let answer = update(&mut ada, r#"{ "data": "Window" }"#).await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut elsewhere = with_token(&world, &before);
    let dashboard = ask(&mut elsewhere, "/dashboard").await;
    assert!(
        dashboard.text().contains(" Window "),
        "{}",
        dashboard.text()
    );
}

/// Nobody is told that something was kept which was not.
#[tokio::test]
async fn while_the_store_does_not_write_the_session_stays_what_it_was() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.store.fail(Fault::Without("update_session"));
    let answer = update(&mut ada, r#"{ "data": "Window" }"#).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    world.store.fail(Fault::None);
    let dashboard = ask(&mut ada, "/dashboard").await;
    assert!(dashboard.text().contains(" Op "), "{}", dashboard.text());
}

/// SS-04: a copy of what has ended changes nothing, and brings nothing back.
#[tokio::test]
async fn a_session_that_has_ended_is_not_changed() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let mut copy = ada.clone();
    ada.submit("/auth/signout", &[]).await;
    let answer = update(&mut copy, r#"{ "data": "Window" }"#).await;
    assert!(answer.json().is_null(), "{answer:?}");
    assert_eq!(who(&mut copy).await, "nobody");
    assert_eq!(world.sessions_of("ada@example.com").await.len(), 0);
}
