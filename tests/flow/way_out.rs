//! The way of a browser from a page of the session to where its sign-out ends: one document is between them, so that the page is
//! among those that the browser is told to forget.

use auth::testing::Endpoint;
use auth_tests::support::world::World;
use http::{HeaderName, StatusCode};

const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const COOKIE: &str = "__Host-auth.signed-out";

async fn signed_in() -> World {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    world
}

/// SR-07, S0-22
#[tokio::test]
async fn a_browser_that_signs_out_forgets_its_pages_once_it_has_left_the_last_one() {
    for (path, asked, end) in [
        ("/auth/signout", "", "https://app.test/"),
        ("/auth/signout", "/welcome", "https://app.test/welcome"),
        ("/auth/signout", "https://evil.test/", "https://app.test/"),
        ("/leave", "", "https://app.test/"),
        ("/leave-to", "", "https://app.test/welcome"),
    ] {
        let mut world = signed_in().await;
        let left = world
            .browser
            .navigate_by(path, &[("callbackUrl", asked)])
            .await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(left.header("clear-site-data"), "\"cache\"", "{path}");
        assert!(world.session().await.is_null(), "{path}");

        let between = world.browser.navigate(left.location()).await;
        assert_eq!(between.status, StatusCode::OK, "{path}");
        let onward = between.refresh();
        let link = format!("href=\"{}\"", onward.replace('&', "&amp;"));
        assert!(between.text().contains(&link), "{}", between.text());

        let arrived = world.browser.navigate(onward).await;
        assert_eq!(arrived.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(arrived.location(), end, "{path} {asked}");
        assert_eq!(arrived.header("clear-site-data"), "\"cache\"", "{path}");
        assert!(world.browser.cookies_named(COOKIE).is_empty(), "{path}");
    }
}

/// Its page may be the last one that somebody sees; or it may have shown none.
#[tokio::test]
async fn the_way_to_a_provider_and_back_takes_the_same_page_twice() {
    for path in ["/auth/signout", "/leave-all-to"] {
        let mut world = signed_in().await;
        let fields = [("scope", "provider"), ("callbackUrl", "/welcome")];
        let left = world.browser.navigate_by(path, &fields).await;
        assert_eq!(left.header("clear-site-data"), "\"cache\"", "{path}");
        assert!(world.session().await.is_null(), "{path}");
        let state = left.location_parameter("state").unwrap();
        let there = format!("https://app.test/auth/signed-out?state={state}");
        assert_eq!(left.location(), there, "{path}");

        let between = world.browser.navigate(&there).await;
        let text = between.text();
        assert!(text.contains("<h1>You are signed out here</h1>"), "{text}");
        let arrived = world.browser.navigate(between.refresh()).await;
        assert_eq!(arrived.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(arrived.header("clear-site-data"), "\"cache\"", "{path}");
        let end_session = world.providers.op.endpoint(Endpoint::EndSession);
        assert!(arrived.location().starts_with(&end_session), "{arrived:?}");
        assert_eq!(arrived.location_parameter("state").unwrap(), state);
        let hint = arrived.location_parameter("id_token_hint").unwrap();
        assert_eq!(hint.split('.').count(), 3);
        assert!(!text.contains(&hint) && !there.contains(&hint));

        let between = world.browser.navigate(&there).await;
        let arrived = world.browser.navigate(between.refresh()).await;
        assert_eq!(arrived.location(), "https://app.test/welcome");
        assert_eq!(arrived.header("clear-site-data"), "\"cache\"", "{path}");
        assert!(world.browser.cookies_named(COOKIE).is_empty(), "{path}");
    }
}

/// LO-03: what was asked for and not done is said on a page that comes after the last one of the session.
#[tokio::test]
async fn what_a_sign_out_did_not_do_is_said_once_the_pages_of_the_session_are_left() {
    let mut world = World::new();
    world.sign_in("plain", "ada").await;
    let fields = [
        ("scope", "provider"),
        ("revoke", "true"),
        ("callbackUrl", "/welcome"),
    ];
    let left = world.browser.navigate_by("/auth/signout", &fields).await;
    assert_eq!(left.status, StatusCode::SEE_OTHER);
    assert!(world.session().await.is_null());
    let between = world.browser.navigate(left.location()).await;
    let heading = "<h1>You are signed out here</h1>";
    assert!(between.text().contains(heading), "{}", between.text());
    let onward = between.refresh().to_owned();
    // Whoever loads it once more is told the same.
    for _ in 0..2 {
        let told = world.browser.navigate(&onward).await;
        assert_eq!(told.status, StatusCode::OK);
        assert_eq!(told.header("refresh"), "");
        assert_eq!(told.header("clear-site-data"), "\"cache\"");
        let text = told.text();
        assert!(text.contains("You may still be signed in at"), "{text}");
        assert!(text.contains(">OAuth 2.0</bdi>"), "{text}");
        assert!(text.contains("was not revoked"), "{text}");
        assert!(text.contains(r#"href="https://app.test/welcome""#));
    }

    // A handler learns it from its outcome.
    let mut world = World::new();
    world.sign_in("plain", "ada").await;
    let left = world.browser.navigate_by("/leave-all-to", &[]).await;
    let between = world.browser.navigate(left.location()).await;
    let arrived = world.browser.navigate(between.refresh()).await;
    assert_eq!(arrived.location(), "https://app.test/welcome");
}

/// Once it has ended, the same address, or one that somebody has made up, leads nowhere.
#[tokio::test]
async fn only_a_browser_that_signs_out_is_led_on() {
    let mut world = signed_in().await;
    let left = world
        .browser
        .navigate_by("/auth/signout", &[("callbackUrl", "/welcome")])
        .await;
    let state = left.location_parameter("state").unwrap();
    let made_up = [
        String::new(),
        "?left=1".to_owned(),
        format!("?state={}", "x".repeat(43)),
        format!("?state={}&left=1", "x".repeat(43)),
        format!("?state={state}x&left=1"),
    ];
    for query in made_up {
        let answer = world
            .browser
            .navigate(&format!("/auth/signed-out{query}"))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert_eq!(answer.header("refresh"), "", "{query}");
        assert_eq!(answer.header("clear-site-data"), "", "{query}");
    }
    let onward = format!("/auth/signed-out?state={state}&left=1");
    assert_eq!(
        world.browser.navigate(&onward).await.location(),
        "https://app.test/welcome"
    );
    let again = world.browser.navigate(&onward).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.header("refresh"), "");
}

/// The class of SR-07: the pages that Ada has left are no more to be shown once Grace is here, though nobody signed out.
#[tokio::test]
async fn a_browser_forgets_the_pages_of_whoever_was_signed_in_before_somebody_else() {
    let mut world = World::new();
    for (persona, forgets) in [
        ("ada", ""),
        // A session of one's own goes on, and so do its pages.
        ("ada", ""),
        ("grace", "\"cache\""),
        ("ada", "\"cache\""),
    ] {
        let answer = world.sign_in("op", persona).await;
        assert_eq!(answer.location(), "https://app.test/");
        assert_eq!(answer.header("clear-site-data"), forgets, "{persona}");
    }
    // Whose session it was is not known any more.
    world.wait(400 * 86_400);
    let answer = world.sign_in("op", "ada").await;
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    // Who is not let in leaves everything as it was.
    let answer = world.sign_in("op", "banned").await;
    assert_eq!(answer.header("clear-site-data"), "");
}

/// It makes the browser go there.
#[tokio::test]
async fn htmx_leads_the_browser_by_the_same_page() {
    let mut world = signed_in().await;
    let headers = [
        (HeaderName::from_static("hx-request"), "true"),
        (MODE, "cors"),
    ];
    let fields = [("callbackUrl", "/welcome")];
    let left = world
        .browser
        .submit_with("/auth/signout", &fields, &headers)
        .await;
    let between = world.browser.navigate(left.header("hx-redirect")).await;
    let arrived = world.browser.navigate(between.refresh()).await;
    assert_eq!(arrived.location(), "https://app.test/welcome");
}

/// A script stays on its page, and follows no page that leads on.
#[tokio::test]
async fn what_shows_no_page_goes_straight_on() {
    for mode in ["cors", "same-origin", "no-cors", ""] {
        let mut world = signed_in().await;
        let headers = [(MODE, mode)];
        let fields = [("callbackUrl", "/welcome")];
        let answer = world
            .browser
            .submit_with("/auth/signout", &fields, &headers)
            .await;
        assert_eq!(answer.location(), "https://app.test/welcome", "{mode}");
    }
}
