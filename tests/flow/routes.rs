//! The HTTP surface, for the clients of Auth.js and for programs.

use auth::testing::{Endpoint, Fault};
use auth_tests::auth::Auth;
use auth_tests::support::browser::{Answer, Browser, HTML};
use auth_tests::support::world::{Making, World};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::get as get_route;
use http::header::{ACCEPT, CONTENT_TYPE, HOST};
use http::{HeaderName, Method, Request, StatusCode};
use serde_json::json;

fn envelope() -> HeaderName {
    HeaderName::from_static("x-auth-return-redirect")
}

#[tokio::test]
async fn a_client_that_asks_for_it_gets_the_destination_as_json() {
    let mut world = World::new();
    let start = world
        .browser
        .submit_with("/auth/signin/op", &[], &[(envelope(), "1")])
        .await;
    assert_eq!(start.status, StatusCode::OK);
    let url = start.json()["url"].as_str().unwrap().to_owned();
    let response = world.providers.op.authorize(&url, "ada").await.unwrap();
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/"
    );

    let end = world
        .browser
        .submit_with("/auth/signout", &[], &[(envelope(), "1")])
        .await;
    assert_eq!(end.json(), json!({ "url": "https://app.test/" }));
    assert!(
        world
            .browser
            .cookies_named("__Host-auth.session")
            .is_empty()
    );
}

/// As the client of NextAuth.js 4 does.
#[tokio::test]
async fn a_client_may_ask_for_it_in_the_body() {
    let mut world = World::new();
    let start = world
        .browser
        .submit_with("/auth/signin/op", &[("json", "true")], &[(ACCEPT, "*/*")])
        .await;
    assert_eq!(start.status, StatusCode::OK);
    let url = start.json()["url"].as_str().unwrap().to_owned();
    let response = world.providers.op.authorize(&url, "ada").await.unwrap();
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/"
    );
    let end = world
        .browser
        .submit_with("/auth/signout", &[("json", "true")], &[(ACCEPT, "*/*")])
        .await;
    assert_eq!(
        (end.status, end.json()),
        (StatusCode::OK, json!({ "url": "https://app.test/" }))
    );
}

#[tokio::test]
async fn such_a_client_learns_of_errors_by_their_own_name() {
    let mut world = World::new();
    let foreign = [
        (envelope(), "1"),
        (HeaderName::from_static("origin"), "https://evil.test"),
    ];
    let answer = world
        .browser
        .submit_with("/auth/signin/op", &[], &foreign)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.json()["url"],
        "https://app.test/auth/error?error=MissingCSRF&code=AUTH-502"
    );

    world
        .providers
        .op
        .next(Endpoint::Discovery, Fault::disconnect().always());
    let answer = world
        .browser
        .submit_with("/auth/signin/op", &[], &[(envelope(), "1")])
        .await;
    assert_eq!(
        answer.json()["url"],
        "https://app.test/auth/error?error=ProviderUnavailable&code=AUTH-401"
    );
}

#[tokio::test]
async fn a_program_gets_statuses_and_problem_documents() {
    let mut world = World::new();
    world
        .providers
        .op
        .next(Endpoint::Discovery, Fault::disconnect().always());
    let answer = world
        .browser
        .submit_with("/auth/signin/op", &[], &[(ACCEPT, "application/json")])
        .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["code"], "provider_unavailable");
    assert_ne!(answer.header("retry-after"), "");
}

/// CS-09
#[tokio::test]
async fn bodies_are_forms_or_json() {
    for kind in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/xml",
        "",
    ] {
        let mut world = World::new();
        world.sign_in("op", "ada").await;
        let answer = world
            .browser
            .submit_with("/auth/signout", &[("a", "b")], &[(CONTENT_TYPE, kind)])
            .await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        assert_eq!(world.session().await["user"]["id"], json!("op:ada"));
    }
    let mut world = World::new();
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (HeaderName::from_static("sec-fetch-site"), "same-origin"),
    ];
    let body = Body::from(r#"{"callbackUrl":"/dashboard"}"#);
    let request = world
        .browser
        .request(Method::POST, "/auth/signin/op", &headers, body);
    let start = world.browser.send(request).await;
    let response = world.authorize("op", &start, "ada").await;
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/dashboard"
    );
}

/// CS-02
#[tokio::test]
async fn a_field_given_twice_is_refused() {
    let mut world = World::new();
    let answer = world
        .browser
        .submit("/auth/signin/op", &[("csrfToken", "a"), ("csrfToken", "a")])
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

/// CS-02, CS-04, CS-15
#[tokio::test]
async fn a_token_is_proof_where_a_browser_says_nothing() {
    let mut world = World::new();
    let answer = world.browser.open("/auth/csrf").await;
    let token = answer.json()["csrfToken"].as_str().unwrap().to_owned();
    assert_eq!(token.len(), 64);
    assert_eq!(
        answer.header("cache-control"),
        "private, no-cache, no-store"
    );
    let kind = [(CONTENT_TYPE, "application/x-www-form-urlencoded")];
    let post = |world: &World, token: &str| {
        world.browser.request(
            Method::POST,
            "/auth/signin/op",
            &kind,
            Body::from(format!("csrfToken={token}")),
        )
    };
    let request = post(&world, &token);
    assert_eq!(
        world.browser.send(request).await.status,
        StatusCode::SEE_OTHER
    );
    let request = post(&world, &token.replace(&token[..1], "x"));
    assert_eq!(
        world.browser.send(request).await.status,
        StatusCode::FORBIDDEN
    );

    world.sign_in("op", "ada").await;
    let request = post(&world, &token);
    assert_eq!(
        world.browser.send(request).await.status,
        StatusCode::FORBIDDEN,
        "it was another session's"
    );
}

/// S2-14
#[tokio::test]
async fn the_providers_are_listed_in_the_order_of_the_declaration() {
    let mut world = World::new();
    let answer = world.browser.open("/auth/providers").await;
    let text = answer.text();
    let places: Vec<_> = ["op", "other", "posting", "plain"]
        .iter()
        .map(|id| text.find(&format!("\"{id}\":{{")).unwrap())
        .collect();
    assert!(places.is_sorted());
    assert_eq!(
        answer.json()["op"],
        json!({
            "id": "op",
            "name": "Test provider",
            "type": "oidc",
            "signinUrl": "https://app.test/auth/signin/op",
            "callbackUrl": "https://app.test/auth/callback/op",
        })
    );
    assert_eq!(answer.json()["plain"]["type"], "oauth");
    let offered: Vec<_> = world.auth.providers().map(|provider| provider.id).collect();
    assert_eq!(offered, ["op", "other", "posting", "plain"]);
}

/// S2-15
#[tokio::test]
async fn other_methods_and_addresses_are_refused_with_problem_documents() {
    let mut world = World::new();
    for (method, path, status, allow) in [
        (
            Method::PUT,
            "/auth/session",
            StatusCode::METHOD_NOT_ALLOWED,
            "GET,HEAD,POST",
        ),
        (
            Method::GET,
            "/auth/signin/op",
            StatusCode::METHOD_NOT_ALLOWED,
            "POST",
        ),
        (
            Method::DELETE,
            "/auth/signout",
            StatusCode::METHOD_NOT_ALLOWED,
            "GET,HEAD,POST",
        ),
        (
            Method::HEAD,
            "/auth/callback/op",
            StatusCode::METHOD_NOT_ALLOWED,
            "GET,POST",
        ),
        (Method::GET, "/auth/nothing", StatusCode::NOT_FOUND, ""),
        (Method::GET, "/auth/signin/a/b", StatusCode::NOT_FOUND, ""),
    ] {
        let request = world
            .browser
            .request(method.clone(), path, &[], Body::empty());
        let answer = world.browser.send(request).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.header("allow"), allow, "{method} {path}");
        if method != Method::HEAD {
            assert_eq!(
                answer.header("content-type"),
                "application/problem+json",
                "{method} {path}"
            );
        }
    }
}

#[tokio::test]
async fn head_answers_as_get_without_a_body() {
    let mut world = World::new();
    for path in ["/auth/signin", "/auth/session", "/auth/error?code=AUTH-301"] {
        let get = world.browser.open(path).await;
        let request = world
            .browser
            .request(Method::HEAD, path, &[], Body::empty());
        let head = world.browser.send(request).await;
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
    }
}

/// S1-6, S1-7, SR-07
#[tokio::test]
async fn the_sign_in_page_has_one_form_per_provider_and_needs_nothing_from_outside() {
    let mut world = World::new();
    let page = world
        .browser
        .open("/auth/signin?callbackUrl=/dashboard")
        .await;
    let text = page.text();
    for id in ["op", "other", "posting", "plain"] {
        assert_eq!(
            text.matches(&format!("/auth/signin/{id}\"")).count(),
            1,
            "{id}"
        );
    }
    assert_eq!(text.matches("name=\"csrfToken\"").count(), 4);
    let outside = text.replace("http://www.w3.org/2000/svg", "");
    assert!(
        !text.contains("<script") && !outside.contains("http://") && !outside.contains("https://")
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(
        page.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
}

/// FL-13, RU-09
#[tokio::test]
async fn the_error_page_shows_what_it_knows_and_nothing_it_was_told() {
    let mut world = World::new();
    for path in [
        "/auth/error?error=%3Cscript%3Ealert(1)%3C/script%3E",
        "/auth/error?code=AUTH-301&error=x&callbackUrl=https://evil.test/",
        "/auth/error",
        "/auth/error?code=AUTH-301&code=AUTH-302",
    ] {
        let page = world.browser.open(path).await;
        assert!(page.status.is_client_error(), "{path}");
        assert!(
            !page.text().contains("alert(1)") && !page.text().contains("evil.test"),
            "{path}"
        );
    }
}

/// What is wrong with a configuration is not a visitor's to type, and no reason for a page with status 500.
#[tokio::test]
async fn the_error_page_knows_only_what_a_request_can_meet() {
    let mut world = World::new();
    for path in [
        "/auth/error?code=AUTH-101",
        "/auth/error?code=AUTH-201",
        "/auth/error?error=Configuration",
    ] {
        let page = world.browser.open(path).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(page.text().contains("AUTH-508"), "{path}");
    }
    for (path, code, status) in [
        ("/auth/error?error=AccessDenied", "AUTH-309", 403),
        ("/auth/error?error=UnknownProvider", "AUTH-102", 404),
        ("/auth/error?code=AUTH-401&error=x", "AUTH-401", 503),
    ] {
        let page = world.browser.open(path).await;
        assert_eq!(page.status, status, "{path}");
        assert!(page.text().contains(code), "{path}");
    }
}

/// HH-01, HH-02: `Host` decides nothing but whether a developer is sent to the name that cookies are kept under.
#[tokio::test]
async fn on_this_machine_the_sign_in_page_is_shown_under_the_base_urls_name_alone() {
    let making = Making {
        origin: "http://localhost:3000",
        ..Making::default()
    };
    let mut world = World::made(&making);
    let path = "/auth/signin?callbackUrl=%2Fdashboard";
    for host in ["127.0.0.1:3000", "[::1]:3000"] {
        let answer = get(&mut world, path, host).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{host}");
        assert_eq!(
            answer.location(),
            "http://localhost:3000/auth/signin?callbackUrl=%2Fdashboard",
        );
        assert!(answer.cookie_names().is_empty());
    }
    // Nobody is sent in a circle by a proxy that writes `Host`, nor anywhere by one who makes it up.
    for host in [
        "localhost:3000",
        "LOCALHOST:3000",
        "localhost:5173",
        "127.0.0.1:5173",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:3000:3000",
        "evil.test",
        "evil.test:3000",
        "app@127.0.0.1:3000",
        "",
    ] {
        let answer = get(&mut world, path, host).await;
        assert_eq!(answer.status, StatusCode::OK, "{host}");
        assert!(!answer.text().contains("evil.test"), "{host}");
    }
    let mut world = World::new();
    for host in ["127.0.0.1", "localhost:443", "www.app.test"] {
        let answer = get(&mut world, path, host).await;
        assert_eq!(answer.status, StatusCode::OK, "{host}");
    }
}

async fn get(world: &mut World, path: &str, host: &str) -> Answer {
    let headers = [(ACCEPT, HTML), (HOST, host)];
    let request = world
        .browser
        .request(Method::GET, path, &headers, Body::empty());
    world.browser.send(request).await
}

/// RFC 9110 §15.5.6
#[tokio::test]
async fn a_response_in_the_wrong_mode_is_told_the_right_method() {
    let mut world = World::new();
    let answer = world
        .browser
        .open("/auth/callback/posting?code=a&state=b")
        .await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), "POST");
    let answer = world
        .deliver_form("/auth/callback/op", "code=a&state=b".into())
        .await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), "GET");
}

/// Wherever it is read: by an extractor, a guard, or from Rust.
#[tokio::test]
async fn a_session_that_is_read_from_rust_is_kept_by_no_cache_either() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let router = Router::new()
        .route("/who", get_route(who))
        .layer(world.auth.layer())
        .with_state(world.auth.clone());
    let mut browser = Browser::new(router, "https://app.test");
    browser.cookies = world.browser.cookies.clone();
    let answer = browser.open("/who").await;
    assert_eq!(
        (answer.text(), answer.header("cache-control")),
        ("op:ada", "no-store")
    );
}

async fn who(State(auth): State<Auth>, request: Request<Body>) -> String {
    let (parts, _) = request.into_parts();
    auth.session(&parts)
        .await
        .map_or_else(String::new, |session| session.user.id.to_string())
}
