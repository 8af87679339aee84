//! When the store does not answer, nobody comes in, and nobody is told that something was ended that was not.

use http::header::ACCEPT;
use http::{Method, StatusCode};
use serde_json::json;

use crate::world::{World, who};

const COOKIE: &str = "__Host-auth.session";

/// ST-01, SS-21
#[tokio::test]
async fn a_protected_route_is_unavailable_and_the_cookie_stays() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.store.pull();
    let page = ada.open("/dashboard").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), "10");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.text().contains("AUTH-520"), "{}", page.text());
    for path in ["/dashboard", "/auth/session"] {
        let headers = [(ACCEPT, "application/json")];
        let request = ada.request(Method::GET, path, &headers, String::new().into());
        let answer = ada.send(request).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(answer.json()["code"], json!("store_unavailable"), "{path}");
        assert_eq!(answer.header("retry-after"), "10");
    }
    assert!(!ada.cookies_named(COOKIE).is_empty());
    world.store.plug_in();
    assert_eq!(ada.open("/dashboard").await.text(), "op:ada");
}

/// ST-01
#[tokio::test]
async fn what_is_open_to_everybody_stays_open() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.store.pull();
    assert_eq!(ada.open("/open").await.text(), "open");
    assert_eq!(who(&mut ada).await, "nobody", "nobody is known to be");
    assert!(!ada.cookies_named(COOKIE).is_empty());
    let mut stranger = world.browser();
    let answer = stranger.open("/dashboard").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "nothing was asked");
    assert_eq!(stranger.open("/auth/signin").await.status, StatusCode::OK);
}

/// ST-02
#[tokio::test]
async fn nobody_signs_in_and_anybody_may_try_again() {
    let world = World::new();
    let mut browser = world.browser();
    world.store.pull();
    let answer = world.sign_in(&mut browser, "ada").await;
    assert_eq!(
        answer.location_parameter("error").as_deref(),
        Some("StoreUnavailable")
    );
    assert!(browser.cookies_named(COOKIE).is_empty());
    let page = browser.open("/auth/error?error=StoreUnavailable").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    world.store.plug_in();
    let answer = world.sign_in(&mut browser, "ada").await;
    assert_eq!(answer.location(), "https://app.test/");
}

#[tokio::test]
async fn a_sign_out_that_was_not_noted_ends_in_this_browser_and_says_so() {
    for (path, scope) in [
        ("/auth/signout", "app"),
        ("/auth/signout", "everywhere"),
        ("/auth/signout", "provider"),
        ("/leave", ""),
        ("/leave-everywhere", ""),
        ("/leave-everywhere-and-the-provider", ""),
    ] {
        for known in [true, false] {
            let world = World::new();
            let mut ada = world.signed_in("ada").await;
            let copied = ada.cookies.clone();
            if known {
                assert_eq!(who(&mut ada).await, "op:ada");
            } else if path != "/auth/signout" {
                continue;
            }
            world.store.pull();
            let answer = ada.submit(path, &[("scope", scope)]).await;
            if path == "/auth/signout" {
                assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{scope}");
            } else {
                let error = answer.location_parameter("error");
                assert_eq!(error.as_deref(), Some("StoreUnavailable"), "{path}");
            }
            assert!(ada.cookies_named(COOKIE).is_empty(), "{path} {scope}");
            world.store.plug_in();
            ada.cookies = copied;
            assert_eq!(who(&mut ada).await, "op:ada", "it was not noted");
        }
    }
}

#[tokio::test]
async fn an_outcome_says_that_it_was_not_noted() {
    let world = World::new();
    for path in ["/leave.json", "/leave-everywhere.json"] {
        let mut ada = world.signed_in("ada").await;
        assert_eq!(who(&mut ada).await, "op:ada");
        world.store.pull();
        let answer = ada.submit(path, &[]).await;
        assert_eq!(
            answer.json(),
            json!({ "ok": false, "error": "store_unavailable", "url": null })
        );
        assert!(ada.cookies_named(COOKIE).is_empty());
        world.store.plug_in();
    }
}

#[tokio::test]
async fn a_job_learns_that_it_was_not_noted() {
    let world = World::new();
    world.store.pull();
    let error = world.auth.sign_out_user("op:ada").await.unwrap_err();
    assert_eq!(error.code().code, "AUTH-520");
    let mut browser = world.browser();
    let request = browser.request(Method::POST, "/ban", &[], "op:ada".to_owned().into());
    assert_eq!(browser.send(request).await.text(), "store_unavailable");
}
