//! Who gets into a protected handler, and what everybody else is told.

use auth_tests::support::browser::{HTML, path_and_query};
use auth_tests::support::world::World;
use axum::body::Body;
use http::header::ACCEPT;
use http::{HeaderName, Method, StatusCode};

/// M-35, S1-9
#[tokio::test]
async fn a_navigation_goes_to_the_sign_in_page_and_comes_back() {
    let mut world = World::new();
    let answer = world.browser.open("/account/settings?tab=2").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.location(),
        "https://app.test/auth/signin?callbackUrl=%2Faccount%2Fsettings%3Ftab%3D2"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = world
        .browser
        .open(&path_and_query(&answer.location_url()))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text().contains("value=\"/account/settings?tab=2\""),
        "{}",
        page.text()
    );
}

/// RU-15
#[tokio::test]
async fn the_way_back_is_checked_like_every_destination() {
    let mut world = World::new();
    for path in ["/not-listed"] {
        let answer = world.browser.open(path).await;
        assert_eq!(answer.location(), "https://app.test/auth/signin", "{path}");
    }
}

/// S3-9
#[tokio::test]
async fn a_program_gets_a_problem_document() {
    let mut world = World::new();
    for (method, accept) in [
        (Method::GET, "application/json"),
        (Method::GET, "*/*"),
        (Method::POST, HTML),
        (Method::POST, "*/*"),
    ] {
        let request =
            world
                .browser
                .request(method, "/dashboard", &[(ACCEPT, accept)], Body::empty());
        let answer = world.browser.send(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json()["code"], "unauthenticated");
        assert_eq!(answer.json()["id"], "AUTH-501");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_ne!(answer.header("www-authenticate"), "");
        assert_eq!(answer.location(), "");
    }
}

#[tokio::test]
async fn htmx_is_told_where_to_go_with_the_page_it_is_on() {
    let mut world = World::new();
    let headers = [
        (ACCEPT, "*/*"),
        (HeaderName::from_static("hx-request"), "true"),
        (
            HeaderName::from_static("hx-current-url"),
            "https://app.test/account/x",
        ),
    ];
    for method in [Method::GET, Method::POST] {
        let request = world
            .browser
            .request(method, "/dashboard", &headers, Body::empty());
        let answer = world.browser.send(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            answer.header("hx-redirect"),
            "https://app.test/auth/signin?callbackUrl=%2Faccount%2Fx"
        );
    }
}

/// CK-01, CK-03
#[tokio::test]
async fn a_session_cookie_that_is_none_is_deleted_on_the_way() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    world
        .browser
        .cookies
        .get_mut("__Host-auth.session-token")
        .unwrap()
        .value
        .push('A');
    let answer = world.browser.open("/dashboard").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(
        world
            .browser
            .cookies_named("__Host-auth.session")
            .is_empty()
    );
}

/// SR-07
#[tokio::test]
async fn what_needs_a_session_is_kept_by_no_cache() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    for path in ["/dashboard", "/"] {
        let answer = world.browser.open(path).await;
        assert_eq!(
            (answer.header("cache-control"), answer.header("vary")),
            ("no-store", "cookie"),
            "{path}"
        );
    }
    assert_eq!(
        world.browser.open("/open").await.header("cache-control"),
        ""
    );
}

/// HH-06, V25
#[tokio::test]
async fn nothing_but_a_session_opens_a_protected_handler() {
    let mut world = World::new();
    let headers = [
        (ACCEPT, "application/json"),
        (HeaderName::from_static("x-forwarded-user"), "admin"),
        (HeaderName::from_static("x-original-url"), "/open"),
        (HeaderName::from_static("x-forwarded-uri"), "/healthz"),
        (HeaderName::from_static("user-agent"), "kube-probe/1"),
        (HeaderName::from_static("authorization"), "Bearer x"),
    ];
    let request = world.browser.request(
        Method::GET,
        "/dashboard?skip=/open#/open",
        &headers,
        Body::empty(),
    );
    assert_eq!(
        world.browser.send(request).await.status,
        StatusCode::UNAUTHORIZED
    );
}
