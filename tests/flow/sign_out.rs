//! Signing out of the application.

use auth::testing::{Endpoint, Fault};
use auth_tests::support::world::World;
use axum::body::Body;
use http::header::ACCEPT;
use http::{HeaderName, Method, StatusCode};
use serde_json::json;

/// S0-16, S0-17, S0-18, S4-1, S4-2, W4-1
#[tokio::test]
async fn a_form_signs_out_and_leaves_no_cookie_behind() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    world.browser.open("/auth/csrf").await;
    world.begin("other").await;
    let answer = world.browser.submit("/auth/signout", &[]).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "https://app.test/")
    );
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    assert!(
        world.browser.cookies.is_empty(),
        "{:?}",
        world.browser.cookies
    );
    assert_eq!(world.session().await, json!(null));
    assert_eq!(
        world.browser.open("/dashboard").await.status,
        StatusCode::SEE_OTHER
    );
}

/// S2-11, S3-4, S4-12, S4-13
#[tokio::test]
async fn a_sign_out_ends_where_it_was_told_to_if_that_is_allowed() {
    for (asked, end) in [
        ("/welcome", "https://app.test/welcome"),
        ("https://evil.test/", "https://app.test/"),
        ("//evil.test", "https://app.test/"),
    ] {
        let mut world = World::new();
        world.sign_in("op", "ada").await;
        let answer = world
            .browser
            .submit("/auth/signout", &[("callbackUrl", asked)])
            .await;
        assert_eq!(answer.location(), end);
        assert!(
            world
                .browser
                .cookies_named("__Host-auth.session")
                .is_empty()
        );
    }
}

/// S1-11, S2-8, S3-1, W4-1
#[tokio::test]
async fn rust_signs_out() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let answer = world.browser.submit("/leave", &[]).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "https://app.test/")
    );
    assert!(
        world
            .browser
            .cookies_named("__Host-auth.session")
            .is_empty()
    );

    world.sign_in("op", "ada").await;
    assert_eq!(
        world.browser.submit("/leave-to", &[]).await.location(),
        "https://app.test/welcome"
    );
    assert!(
        world
            .browser
            .cookies_named("__Host-auth.session")
            .is_empty()
    );
}

/// S3-16, CK-14
#[tokio::test]
async fn rust_signs_out_of_a_session_in_chunks_also_where_it_does_not_know_the_request() {
    for path in ["/leave", "/leave-without-request"] {
        let mut world = World::new();
        let long = Fault::set("door", "x".repeat(9_000));
        world.providers.plain.next(Endpoint::UserInfo, long);
        world.sign_in("plain", "ada").await;
        assert!(world.browser.cookies_named("__Host-auth.session").len() > 1);
        world.browser.submit(path, &[]).await;
        assert!(
            world
                .browser
                .cookies_named("__Host-auth.session")
                .is_empty(),
            "{path}"
        );
        assert_eq!(world.session().await, json!(null), "{path}");
    }
}

/// S3-6, S3-8
#[tokio::test]
async fn rust_signs_out_and_answers_its_own_json() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let answer = world.browser.submit("/leave.json", &[]).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::OK, json!({ "success": true }))
    );
    assert!(
        world
            .browser
            .cookies_named("__Host-auth.session")
            .is_empty()
    );
}

/// SS-06
#[tokio::test]
async fn a_session_that_was_due_for_renewal_is_not_renewed_by_signing_out() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    world.wait(2 * 86_400);
    world.browser.submit("/leave", &[]).await;
    assert!(
        world
            .browser
            .cookies_named("__Host-auth.session")
            .is_empty()
    );
}

/// LO-04, M-29, S3-10
#[tokio::test]
async fn opening_the_sign_out_page_changes_nothing() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let page = world.browser.open("/auth/signout").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Ada Lovelace"));
    let head = world
        .browser
        .request(Method::HEAD, "/auth/signout", &[], Body::empty());
    world.browser.send(head).await;
    assert_eq!(world.session().await["user"]["id"], json!("op:ada"));
}

/// LO-04, CS-01, CS-05, CS-06
#[tokio::test]
async fn another_site_cannot_sign_anybody_out() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let site = HeaderName::from_static("sec-fetch-site");
    let origin = HeaderName::from_static("origin");
    for headers in [
        vec![
            (site.clone(), "cross-site"),
            (origin.clone(), "https://evil.test"),
        ],
        vec![
            (site.clone(), "same-site"),
            (origin.clone(), "https://x.app.test"),
        ],
        vec![(site.clone(), "none"), (origin.clone(), "null")],
    ] {
        let answer = world
            .browser
            .submit_with("/auth/signout", &[], &headers)
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    let bare = world.browser.request(
        Method::POST,
        "/auth/signout",
        &[(ACCEPT, "*/*")],
        Body::empty(),
    );
    let answer = world.browser.send(bare).await;
    assert_eq!(
        (answer.status, &answer.json()["code"]),
        (StatusCode::FORBIDDEN, &json!("csrf_rejected"))
    );
    assert_eq!(world.session().await["user"]["id"], json!("op:ada"));
}

#[tokio::test]
async fn signing_out_in_words_that_nobody_knows_is_refused_rather_than_half_done() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    for field in [
        ("scope", "everything"),
        ("scope", "app everything"),
        ("revoke", "yes"),
    ] {
        let answer = world.browser.submit("/auth/signout", &[field]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field:?}");
    }
    assert_eq!(world.session().await["user"]["id"], json!("op:ada"));
}

#[tokio::test]
async fn signing_out_without_a_session_is_a_redirect_and_no_error() {
    let mut world = World::new();
    let answer = world.browser.submit("/auth/signout", &[]).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "https://app.test/")
    );
}
