//! `GET` and `POST /initiate-login/{provider}` (OpenID Connect Core §4).

use auth_tests::support::browser::{Answer, Browser, HTML, form};
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use http::{HeaderName, Method, StatusCode};

use crate::auth::REFUSED;
use crate::world::{FORM, World, who};

const ISSUER: (&str, &str) = ("iss", "https://op.test");

/// A page of another site leads here.
async fn asked(
    browser: &mut Browser,
    method: &Method,
    provider: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let path = format!("/auth/initiate-login/{provider}");
    let (path, body) = match *method {
        Method::GET => (format!("{path}?{}", form(fields)), String::new()),
        _ => (path, form(fields)),
    };
    let headers = [
        (ACCEPT, HTML),
        (CONTENT_TYPE, FORM),
        (ORIGIN, "https://portal.test"),
        (HeaderName::from_static("sec-fetch-site"), "cross-site"),
    ];
    let request = browser.request(method.clone(), &path, &headers, body.into());
    browser.send(request).await
}

#[tokio::test]
async fn oidcc_client_test_3rd_party_init_login() {
    for method in [Method::GET, Method::POST] {
        let world = World::new();
        let mut browser = world.browser();
        let fields = [
            ISSUER,
            ("login_hint", "ada@example.com"),
            ("target_link_uri", "https://app.test/welcome"),
        ];
        let start = asked(&mut browser, &method, "op", &fields).await;
        assert_eq!(start.status, StatusCode::SEE_OTHER, "{method}");
        assert!(start.location().starts_with("https://op.test/authorize?"));
        let hint = start.location_parameter("login_hint");
        assert_eq!(hint.as_deref(), Some("ada@example.com"));
        assert_eq!(who(&mut browser).await, "nobody", "not by itself");
        let end = world.finish(&mut browser, &start, "ada").await;
        assert_eq!(end.location(), "https://app.test/welcome");
        assert_ne!(who(&mut browser).await, "nobody");
    }
}

#[tokio::test]
async fn who_is_not_the_issuer_begins_nothing() {
    let world = World::new();
    for method in [Method::GET, Method::POST] {
        for (provider, fields, status) in [
            ("op", &[][..], StatusCode::BAD_REQUEST),
            (
                "op",
                &[("iss", "https://other.test")],
                StatusCode::BAD_REQUEST,
            ),
            (
                "op",
                &[("iss", "https://op.test/")],
                StatusCode::BAD_REQUEST,
            ),
            ("op", &[ISSUER, ISSUER], StatusCode::BAD_REQUEST),
            ("github", &[("iss", "")], StatusCode::BAD_REQUEST),
            (
                "github",
                &[("iss", "https://github.com")],
                StatusCode::BAD_REQUEST,
            ),
            ("nobody", &[ISSUER], StatusCode::NOT_FOUND),
        ] {
            let mut browser = world.browser();
            let answer = asked(&mut browser, &method, provider, fields).await;
            assert_eq!(answer.status, status, "{method} {provider} {fields:?}");
            assert!(browser.cookies.is_empty());
        }
    }
}

#[tokio::test]
async fn a_target_that_is_not_allowed_is_replaced_by_the_default_and_told() {
    let world = World::new();
    for target in [
        "https://evil.test/",
        "//evil.test/",
        "/elsewhere\\@evil.test",
        "javascript:alert(1)",
    ] {
        let mut browser = world.browser();
        let before = REFUSED.lock().unwrap().len();
        let fields = [ISSUER, ("target_link_uri", target)];
        let start = asked(&mut browser, &Method::GET, "op", &fields).await;
        let told = REFUSED.lock().unwrap()[before..].to_vec();
        assert!(told.contains(&"AUTH-104"), "{target}: {told:?}");
        let end = world.finish(&mut browser, &start, "ada").await;
        assert_eq!(end.location(), "https://app.test/", "{target}");
    }
}

#[tokio::test]
async fn nothing_but_hint_and_target_can_be_said() {
    let world = World::new();
    let mut browser = world.browser();
    let fields = [
        ISSUER,
        ("scope", "openid admin"),
        ("redirect_uri", "https://evil.test/"),
        ("prompt", "none"),
        ("client_id", "evil"),
        ("state", "evil"),
        ("acr_values", "x"),
        ("max_age", "1"),
    ];
    let start = asked(&mut browser, &Method::GET, "op", &fields).await;
    assert_eq!(start.status, StatusCode::SEE_OTHER);
    assert!(!start.location().contains("evil"), "{}", start.location());
    for name in ["prompt", "acr_values", "max_age"] {
        assert_eq!(start.location_parameter(name), None, "{name}");
    }
    let scope = start.location_parameter("scope").unwrap();
    assert!(!scope.contains("admin"), "{scope}");
    for hint in ["x".repeat(513), "a\nb".to_owned()] {
        let fields = [ISSUER, ("login_hint", hint.as_str())];
        let answer = asked(&mut browser, &Method::POST, "op", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}

/// Who is signed in stays so until somebody comes back.
#[tokio::test]
async fn a_session_that_there_is_stays() {
    let world = World::new();
    let (mut ada, _) = world.signed_in("ada").await;
    let before = who(&mut ada).await;
    asked(&mut ada, &Method::GET, "op", &[ISSUER]).await;
    assert_eq!(who(&mut ada).await, before);
}
