//! Signing in, from a form, from Rust and over HTTP.

use auth::testing::Endpoint;
use auth_tests::support::browser::path_and_query;
use auth_tests::support::world::World;
use http::{HeaderName, StatusCode};
use serde_json::json;

/// S1-3, S1-4, S4-2
#[tokio::test]
async fn a_person_signs_in_sees_the_protected_page_and_is_known_to_every_page() {
    let mut world = World::new();
    assert_eq!(world.browser.open("/").await.text(), "nobody");
    let done = world.sign_in("op", "ada").await;
    assert_eq!(
        (done.status, done.location()),
        (StatusCode::SEE_OTHER, "https://app.test/")
    );
    assert_eq!(world.browser.open("/").await.text(), "Ada Lovelace");
    assert_eq!(
        world.browser.open("/dashboard").await.text(),
        "op:ada through Op"
    );
}

/// S0-23
#[tokio::test]
async fn every_kind_of_provider_signs_in_in_the_same_way() {
    for id in ["op", "other", "posting", "plain"] {
        let mut world = World::new();
        let done = world.sign_in(id, "grace").await;
        assert_eq!(
            done.location(),
            "https://app.test/",
            "{id}: {}",
            done.text()
        );
        assert_eq!(
            world.session().await["user"]["id"],
            json!(format!("{id}:grace"))
        );
    }
}

/// FL-16, R-BCP-02
#[tokio::test]
async fn every_authorization_request_has_its_own_state_nonce_and_s256_challenge() {
    let mut world = World::new();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..50 {
        let start = world.begin("op").await;
        assert_eq!(
            start.location_parameter("code_challenge_method").as_deref(),
            Some("S256")
        );
        assert_eq!(
            start.location_parameter("response_type").as_deref(),
            Some("code")
        );
        assert_eq!(
            start.location_parameter("redirect_uri").as_deref(),
            Some("https://app.test/auth/callback/op")
        );
        for name in ["state", "nonce", "code_challenge"] {
            let value = start.location_parameter(name).unwrap();
            assert_eq!(value.len(), 43, "{name}");
            assert!(seen.insert(value), "{name} repeats");
        }
    }
}

/// S0-7, S0-8, S1-10
#[tokio::test]
async fn a_sign_in_ends_where_it_was_told_to() {
    for (asked, end) in [
        ("/dashboard", "https://app.test/dashboard"),
        (
            "https://app.test/account/a?tab=1",
            "https://app.test/account/a?tab=1",
        ),
        (
            "https://beta.partner.test/in",
            "https://beta.partner.test/in",
        ),
    ] {
        let mut world = World::new();
        let done = world.sign_in_to("op", "ada", Some(asked)).await;
        assert_eq!(done.location(), end);
    }
}

/// S0-9, S0-21, RU-01, RU-02, RU-04, RU-06, RU-07, RU-09, RU-11, RU-12, RU-14, M-23, M-26
#[tokio::test]
async fn a_destination_that_is_not_allowed_is_replaced_by_the_default() {
    for asked in [
        "https://evil.test/",
        "//evil.test/x",
        "/\\evil.test",
        "https://app.test@evil.test/",
        "https://app.test.evil.test/",
        "https://evil-app.test/",
        "https://app.test:8443/dashboard",
        "http://app.test/dashboard",
        "javascript:alert(1)",
        "data:text/html,x",
        "/ok%0d%0aSet-Cookie:%20a=b",
        "/%09/evil.test",
        "/a\t/b",
        "/a\nb",
        "https://xn--app-.test/",
        "http://[::1",
        "%",
        "%ff%fe",
        "url-post-logout",
        "https:host",
        "/not-listed",
        "https://partner.test/in",
        "https://a.b.partner.test/in",
        "",
    ] {
        let mut world = World::new();
        let done = world.sign_in_to("op", "ada", Some(asked)).await;
        assert_eq!(done.location(), "https://app.test/", "{asked:?}");
        assert!(done.cookie_names().iter().all(|name| *name != "a"));
        assert_eq!(
            world.session().await["user"]["id"],
            json!("op:ada"),
            "{asked:?}"
        );
    }
}

/// RU-15
#[tokio::test]
async fn dot_segments_are_resolved_before_anything_is_compared() {
    let mut world = World::new();
    let done = world
        .sign_in_to("op", "ada", Some("/a/../account/./x?y=1"))
        .await;
    assert_eq!(done.location(), "https://app.test/account/x?y=1");
    let mut world = World::new();
    let done = world
        .sign_in_to("op", "ada", Some("/account/../../admin"))
        .await;
    assert_eq!(done.location(), "https://app.test/");
}

/// RU-17, RU-18
#[tokio::test]
async fn a_destination_of_any_length_is_answered_and_never_kept() {
    for length in [8_192, 40_000] {
        let mut world = World::new();
        let start = world
            .begin_to("op", Some(&format!("/account/{}", "a".repeat(length))))
            .await;
        assert_eq!(start.status, StatusCode::SEE_OTHER);
        let kept: usize = world
            .browser
            .cookies
            .values()
            .map(|cookie| cookie.value.len())
            .sum();
        assert!(kept < 4096);
    }
    let mut world = World::new();
    let start = world.begin_to("op", Some(&"a".repeat(1 << 20))).await;
    assert_eq!(start.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// S0-20, S1-9
#[tokio::test]
async fn without_a_destination_a_sign_in_ends_on_the_page_where_it_began() {
    let mut world = World::new();
    let referer = [(
        HeaderName::from_static("referer"),
        "https://app.test/account/settings?tab=2#x",
    )];
    let start = world
        .browser
        .submit_with("/auth/signin/op", &[], &referer)
        .await;
    let response = world.authorize("op", &start, "ada").await;
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/account/settings?tab=2"
    );
}

/// RU-20
#[tokio::test]
async fn a_page_of_another_site_is_never_where_a_sign_in_ends() {
    for referer in [
        "https://evil.test/dashboard",
        "https://app.test@evil.test/dashboard",
        "not a url",
    ] {
        let mut world = World::new();
        let headers = [(HeaderName::from_static("referer"), referer)];
        let start = world
            .browser
            .submit_with("/auth/signin/op", &[], &headers)
            .await;
        let response = world.authorize("op", &start, "ada").await;
        assert_eq!(
            world.deliver(&response).await.location(),
            "https://app.test/",
            "{referer}"
        );
    }
}

/// S0-13, S1-10, S2-5
#[tokio::test]
async fn rust_starts_a_sign_in_with_destination_scope_and_parameters() {
    let mut world = World::new();
    let start = world.browser.open("/enter-with").await;
    assert_eq!(start.status, StatusCode::SEE_OTHER);
    assert_eq!(
        start.location_parameter("scope").as_deref(),
        Some("openid api email")
    );
    assert_eq!(
        start.location_parameter("login_hint").as_deref(),
        Some("ada@example.com")
    );
    let response = world.authorize("op", &start, "ada").await;
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/account/new"
    );
}

/// S0-20
#[tokio::test]
async fn rust_sends_the_user_back_to_the_page_they_came_from() {
    let mut world = World::new();
    let start = world.browser.open_from("/account/x", "/enter").await;
    let response = world.authorize("op", &start, "ada").await;
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/account/x"
    );

    let start = world
        .browser
        .open_from("/account/x", "/enter-without-request")
        .await;
    let response = world.authorize("op", &start, "ada").await;
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/"
    );
}

/// S0-3, S0-4, S1-5
#[tokio::test]
async fn without_a_provider_there_is_a_page_where_several_are_declared() {
    let mut world = World::new();
    let answer = world.browser.open_from("/dashboard", "/enter-any").await;
    assert_eq!(
        answer.location(),
        "https://app.test/auth/signin?callbackUrl=%2Fdashboard"
    );
    for path in ["/auth/signin", "/auth/signin/undefined"] {
        let answer = world.browser.submit(path, &[]).await;
        assert_eq!(answer.location(), "https://app.test/auth/signin");
    }
}

/// S0-14, FL-21
#[tokio::test]
async fn rust_cannot_overwrite_the_protocols_own_parameters() {
    let mut world = World::new();
    let answer = world.browser.open("/enter-badly").await;
    assert_eq!(
        answer.location_parameter("code").as_deref(),
        Some("AUTH-121")
    );
    assert!(world.browser.cookies.is_empty());
}

/// FL-21, M-31
#[tokio::test]
async fn a_request_cannot_set_parameters_that_are_not_its_own() {
    for parameter in [
        "state=x",
        "redirect_uri=https://evil.test/",
        "nonce=x",
        "scope=admin",
        "client_id=x",
        "resource=x",
        "prompt=login&prompt=none",
    ] {
        let mut world = World::new();
        let answer = world
            .browser
            .submit(&format!("/auth/signin/op?{parameter}"), &[])
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{parameter}");
        assert!(world.browser.cookies.is_empty(), "{parameter}");
    }
    let mut world = World::new();
    let start = world
        .browser
        .submit("/auth/signin/op?login_hint=ada&prompt=login", &[])
        .await;
    assert_eq!(
        start.location_parameter("login_hint").as_deref(),
        Some("ada")
    );
    assert_eq!(start.location_parameter("prompt").as_deref(), Some("login"));
}

/// S0-5, S1-14, M-2
#[tokio::test]
async fn an_unknown_provider_is_not_found_and_never_redirected() {
    let mut world = World::new();
    for path in [
        "/auth/signin/githib",
        "/auth/signin/OP",
        "/auth/signin/op%2Fx",
    ] {
        let answer = world.browser.submit(path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.location(), "");
    }
    let answer = world
        .browser
        .open("/auth/callback/githib?code=a&state=b")
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

/// S0-10, S0-11, S3-6
#[tokio::test]
async fn an_outcome_is_a_value_that_carries_its_cookies() {
    let mut world = World::new();
    let answer = world.browser.open("/enter.json").await;
    assert_eq!(answer.status, StatusCode::OK);
    let outcome = answer.json();
    assert_eq!(
        (&outcome["ok"], &outcome["error"]),
        (&json!(true), &json!(null))
    );
    let url = outcome["url"].as_str().unwrap().to_owned();
    let response = world.providers.op.authorize(&url, "ada").await.unwrap();
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/"
    );
}

/// S0-11, S3-7
#[tokio::test]
async fn an_outcome_names_the_error_when_the_provider_is_down() {
    let mut world = World::new();
    world.providers.op.next(
        Endpoint::Discovery,
        auth::testing::Fault::disconnect().always(),
    );
    let answer = world.browser.open("/enter.json").await;
    assert_eq!(
        answer.json(),
        json!({ "ok": false, "error": "provider_unavailable", "url": null })
    );
    assert!(world.browser.cookies.is_empty());
}

/// S3-18, M-28
#[tokio::test]
async fn the_application_decides_who_comes_in() {
    let mut world = World::new();
    let denied = world.sign_in("op", "banned").await;
    assert_eq!(
        denied.location_parameter("error").as_deref(),
        Some("AccessDenied")
    );
    assert_eq!(world.session().await, json!(null));
    assert!(
        world
            .browser
            .cookies_named("__Host-auth.session")
            .is_empty()
    );

    let sent_on = world.sign_in("op", "waiting").await;
    assert_eq!(sent_on.location(), "https://app.test/welcome");
    assert_eq!(world.session().await, json!(null));
}

/// SS-01, SS-03
#[tokio::test]
async fn signing_in_as_somebody_else_replaces_the_session() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let first = world.browser.cookies["__Host-auth.session-token"]
        .value
        .clone();
    world.sign_in("op", "ada").await;
    assert_ne!(
        world.browser.cookies["__Host-auth.session-token"].value,
        first
    );
    world.sign_in("other", "grace").await;
    assert_eq!(
        world.browser.open("/dashboard").await.text(),
        "other:grace through Other"
    );
    assert_eq!(
        world
            .browser
            .cookies_named("__Host-auth.session-token")
            .len(),
        1
    );
}

/// HH-01, HH-02, HH-06
#[tokio::test]
async fn no_header_of_a_request_chooses_the_redirect_uri() {
    let mut world = World::new();
    let headers = [
        (HeaderName::from_static("host"), "evil.test"),
        (HeaderName::from_static("x-forwarded-host"), "evil.test"),
        (HeaderName::from_static("x-forwarded-proto"), "http"),
        (
            HeaderName::from_static("forwarded"),
            "host=evil.test;proto=http",
        ),
        (HeaderName::from_static("x-original-url"), "/open"),
    ];
    let start = world
        .browser
        .submit_with("/auth/signin/op", &[], &headers)
        .await;
    assert_eq!(
        start.location_parameter("redirect_uri").as_deref(),
        Some("https://app.test/auth/callback/op")
    );
    let response = world.authorize("op", &start, "ada").await;
    assert_eq!(
        path_and_query(&url::Url::parse(response.url()).unwrap())
            .split('?')
            .next(),
        Some("/auth/callback/op")
    );
}

/// CS-11, M-30
#[tokio::test]
async fn a_link_starts_no_sign_in() {
    let mut world = World::new();
    let answer = world.browser.open("/auth/signin/op").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), "POST");
    assert!(world.browser.cookies.is_empty());
}

/// M-25: another site with all its pages may be meant, and is said at start-up.
#[test]
fn a_whole_site_of_others_among_the_callback_urls_is_said_at_start_up() {
    let text = World::new().auth.registration();
    let line = "auth: `callbacks.allow` lets users be sent to every page of another site, \"https://*.partner.test/{*rest}\": name its paths if there are few\n";
    assert!(text.contains(line), "{text}");
}
