//! What a provider or a request says, in places where it must not become anything else: header fields, HTML, JSON.

use auth::testing::{Endpoint, Fault, IdTokenForgery};
use auth_tests::support::browser::{Answer, HTML};
use auth_tests::support::world::World;
use axum::body::Body;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE, VARY};
use http::{HeaderName, Method, StatusCode};
use serde_json::json;

/// The header fields that the library sends, and no others.
const KNOWN: &[&str] = &[
    "allow",
    "cache-control",
    "clear-site-data",
    "content-language",
    "content-length",
    "content-security-policy",
    "content-type",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "expires",
    "hx-redirect",
    "location",
    "permissions-policy",
    "pragma",
    "referrer-policy",
    "retry-after",
    "set-cookie",
    "strict-transport-security",
    "vary",
    "www-authenticate",
    "x-content-type-options",
    "x-frame-options",
    "x-robots-tag",
];

/// No field that nobody meant, no cookie that is not ours, no control character in any value.
fn assert_clean(answer: &Answer, what: &str) {
    for (name, value) in &answer.headers {
        assert!(KNOWN.contains(&name.as_str()), "{what}: {name}");
        let text = value.to_str().unwrap_or_else(|_| panic!("{what}: {name}"));
        assert!(!text.contains(char::is_control), "{what}: {name}");
    }
    for cookie in answer.cookie_names() {
        assert!(cookie.starts_with("__Host-auth."), "{what}: {cookie}");
    }
}

/// HI-01, RU-11
#[tokio::test]
async fn what_a_provider_says_of_a_user_becomes_no_header_and_no_markup() {
    for (claim, value) in [
        ("name", "a\r\nSet-Cookie: x=1"),
        ("name", "\u{1b}[31mred\u{7}\0"),
        (
            "name",
            "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
        ),
        ("name", "{{7*7}}${7*7}<%= 7*7 %>"),
        ("name", "ada\u{202e}cipsalE\u{2066}\u{200f}\u{61c}"),
        ("name", "\u{2028}\u{2029}\u{85}a"),
        ("email", "a@b.test\r\nBcc: evil@test"),
        ("email", "\"<script>\"@b.test"),
        ("email", "a@b.test,evil@test"),
        ("picture", "\n"),
        ("picture", "https://p.test/\r\nSet-Cookie: x=1"),
        ("picture", "javascript:alert(1)"),
        ("picture", "data:text/html,<script>alert(1)</script>"),
        ("picture", "https://user:pass@p.test/a.png"),
        ("picture", "https://p.test/\"onerror=\"alert(1)"),
    ] {
        let what = format!("{claim}: {value:?}");
        let mut world = World::new();
        let claims = IdTokenForgery::new().claim(claim, value);
        world.providers.op.next_id_token(claims);
        let answer = world.sign_in("op", "ada").await;
        assert_eq!(answer.location(), "https://app.test/", "{what}");
        assert_clean(&answer, &what);

        let answer = world.browser.open("/auth/session").await;
        assert_clean(&answer, &what);
        let session = answer.json();
        let user = session["user"].as_object().expect("a user");
        for (name, value) in user {
            let value = value.as_str().expect("text");
            assert!(!value.contains(char::is_control), "{what}: {name}");
            assert!(
                !value.contains(['\u{202e}', '\u{2066}', '\u{200f}', '\u{61c}', '\u{2028}']),
                "{what}: {name}"
            );
        }
        for name in ["picture", "email", "image"] {
            if let Some(value) = user.get(name).and_then(|value| value.as_str()) {
                assert!(!value.contains(['<', '"', ',', ' ']), "{what}: {value}");
                assert!(!value.starts_with("javascript:") && !value.starts_with("data:"));
            }
        }

        let answer = world.browser.open("/auth/signout").await;
        assert_clean(&answer, &what);
        let page = answer.text();
        assert!(
            !page.contains("<script") && !page.contains("<img src=x"),
            "{what}"
        );
        assert!(!page.contains("\"onerror="), "{what}");

        world.wait(2 * 86_400);
        assert_clean(&world.browser.open("/dashboard").await, &what);
    }
}

/// HI-01
#[tokio::test]
async fn names_of_a_megabyte_are_cut_and_the_session_still_fits() {
    let mut world = World::new();
    let long = "é".repeat(100_000);
    let fault = Fault::set("name", long.as_str())
        .and(Fault::set("email", format!("{long}@x.test")))
        .and(Fault::set("picture", format!("https://p.test/{long}")));
    world.providers.plain.next(Endpoint::UserInfo, fault);
    let answer = world.sign_in("plain", "ada").await;
    assert_eq!(answer.location(), "https://app.test/");
    let user = world.session().await["user"].clone();
    assert_eq!(user["name"].as_str().expect("a name").chars().count(), 200);
    assert_eq!(user["email"], json!(null));
    assert_eq!(user["image"], json!(null));
}

/// RU-09, FL-13, V46 (CVE-2020-36599): whatever the query of a page says, the page says nothing of it.
#[tokio::test]
async fn no_page_repeats_what_a_query_says() {
    let mut world = World::new();
    for page in [
        "/auth/error",
        "/auth/signin",
        "/auth/signout",
        "/auth/verify-request",
    ] {
        for query in [
            "error=%3Cscript%3Ecanary%3C/script%3E",
            "code=canary&error=canary&error_description=canary",
            "callbackUrl=%22%3E%3Cscript%3Ecanary",
            "callbackUrl=javascript:canary",
            "provider=canary&name=canary&email=canary",
            "error=canary&error=canary",
            "%00canary=%00canary",
        ] {
            let answer = world.browser.open(&format!("{page}?{query}")).await;
            assert!(!answer.text().contains("canary"), "{page}?{query}");
            assert_clean(&answer, page);
        }
    }
}

/// RU-11
#[tokio::test]
async fn a_line_break_in_a_parameter_is_no_line_break_in_a_header() {
    let mut world = World::new();
    for value in [
        "%0d%0aSet-Cookie:%20a=b",
        "%0aX:%20y",
        "%0d",
        "%e5%98%8a%e5%98%8dSet-Cookie:%20a=b",
        "%00",
    ] {
        for path in [
            format!("/auth/signin?callbackUrl=/account/{value}"),
            format!("/auth/error?callbackUrl=/account/{value}&code={value}"),
            format!("/auth/callback/op?code={value}&state={value}&iss={value}"),
            format!("/auth/callback/op?error={value}&state={value}"),
            format!("/auth/callback/{value}"),
            format!("/account/{value}"),
            format!("/auth/{value}"),
        ] {
            let answer = world.browser.open(&path).await;
            assert!(!answer.status.is_server_error(), "{path}");
            assert_clean(&answer, &path);
        }
        let path = format!("/auth/signin/op?login_hint={value}&callbackUrl=/account/{value}");
        let answer = world.browser.submit(&path, &[]).await;
        assert_clean(&answer, &path);
    }
}

/// HH-06, V32 (CVE-2025-64484), V34, V25, V10: no header field but the cookie says who somebody is.
#[tokio::test]
async fn no_header_field_signs_anybody_in_or_opens_a_page() {
    let mut world = World::new();
    for (name, value) in [
        ("x_forwarded_user", "admin"),
        ("x-forwarded-user", "admin"),
        ("x-forwarded-email", "ada@example.com"),
        ("x-remote-user", "admin"),
        ("remote-user", "admin"),
        ("x-original-url", "/open"),
        ("x-rewrite-url", "/open"),
        ("x-forwarded-uri", "/healthz"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-real-ip", "127.0.0.1"),
        (
            "x-middleware-subrequest",
            "middleware:middleware:middleware",
        ),
        ("user-agent", "kube-probe/1"),
        ("authorization", "Bearer %"),
        ("authorization", "Basic YWRtaW46YWRtaW4="),
        ("proxy-authorization", "Bearer x"),
        ("x-http-method-override", "OPTIONS"),
        ("next-action", "x"),
        ("content-length", "0"),
    ] {
        let headers = [
            (ACCEPT, "application/json"),
            (HeaderName::from_static(name), value),
        ];
        for method in [Method::GET, Method::HEAD, Method::POST] {
            let request = world
                .browser
                .request(method, "/dashboard", &headers, Body::empty());
            let answer = world.browser.send(request).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {value}");
        }
        let request = world
            .browser
            .request(Method::GET, "/auth/session", &headers, Body::empty());
        assert_eq!(
            world.browser.send(request).await.json(),
            json!(null),
            "{name}"
        );
    }
}

/// V13, G-2: what the router calls the protected page, the guard protects; what it does not, nobody gets.
#[tokio::test]
async fn no_spelling_of_a_path_goes_round_the_guard() {
    let mut world = World::new();
    for path in [
        "/dashboard",
        "/dashboard/",
        "//dashboard",
        "/./dashboard",
        "/open/../dashboard",
        "/DASHBOARD",
        "/dashboard%2f",
        "/%64ashboard",
        "/dashboard;x",
        "/dashboard?x=/open",
        "/dashboard%00",
        "/account/x/../../dashboard",
        "/account//",
    ] {
        for method in [Method::GET, Method::HEAD, Method::POST] {
            let request = http::Request::builder().method(method).uri(path);
            let request = request
                .header(ACCEPT, "application/json")
                .body(Body::empty());
            let answer = world.browser.send(request.expect("a request")).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            assert!(!answer.text().contains("through"), "{path}");
        }
    }
}

/// SR-07, V22 (CVE-2025-48947), V23: what sets a cookie or needs a session is for nobody else, with or without a session.
#[tokio::test]
async fn what_belongs_to_one_browser_is_kept_by_no_cache() {
    let mut world = World::new();
    let mut seen = 0;
    for signed_in in [false, true] {
        for (method, path) in [
            (Method::GET, "/"),
            (Method::GET, "/open"),
            (Method::GET, "/dashboard"),
            (Method::GET, "/account/x"),
            (Method::GET, "/enter"),
            (Method::GET, "/enter.json"),
            (Method::GET, "/auth/signin"),
            (Method::POST, "/auth/signin/op"),
            (Method::POST, "/auth/signin/posting"),
            (Method::GET, "/auth/session"),
            (Method::POST, "/auth/session"),
            (Method::GET, "/auth/csrf"),
            (Method::GET, "/auth/error"),
            (Method::GET, "/auth/callback/op"),
            (Method::GET, "/auth/signout"),
            (Method::POST, "/auth/signout"),
        ] {
            if signed_in {
                world.sign_in("op", "ada").await;
                world.wait(2 * 86_400);
            }
            for accept in [HTML, "application/json"] {
                let headers = [
                    (ACCEPT, accept),
                    (CONTENT_TYPE, "application/x-www-form-urlencoded"),
                    (HeaderName::from_static("sec-fetch-site"), "same-origin"),
                ];
                let request = world
                    .browser
                    .request(method.clone(), path, &headers, Body::empty());
                let answer = world.browser.send(request).await;
                let what = format!("{method} {path}, signed in: {signed_in}");
                let private = answer.header("cache-control").contains("no-store");
                if answer.headers.contains_key(SET_COOKIE) {
                    assert!(private, "{what}");
                    seen += 1;
                }
                if path == "/open" {
                    assert!(!answer.headers.contains_key(SET_COOKIE), "{what}");
                    assert!(!answer.headers.contains_key(CACHE_CONTROL), "{what}");
                    continue;
                }
                let needs_a_session = matches!(
                    path,
                    "/dashboard"
                        | "/account/x"
                        | "/auth/session"
                        | "/auth/csrf"
                        | "/auth/signin"
                        | "/auth/signout"
                );
                if needs_a_session || (path == "/" && signed_in) {
                    assert!(private, "{what}");
                }
                if answer.status.is_success() && needs_a_session {
                    let varies = answer.headers.get_all(VARY).iter().any(|value| {
                        value
                            .to_str()
                            .is_ok_and(|value| value.to_ascii_lowercase().contains("cookie"))
                    });
                    assert!(varies, "{what}");
                }
                assert!(answer.header("age").is_empty() && answer.header("etag").is_empty());
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// SR-09: no page of the library tells the next site where it was, and none can be framed.
#[tokio::test]
async fn every_page_protects_itself() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    for path in [
        "/auth/signin",
        "/auth/signout",
        "/auth/error",
        "/auth/verify-request",
    ] {
        let answer = world.browser.open(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(policy.contains("base-uri 'none'"), "{path}");
        // A form that leads on to a provider is one that a browser would hold back.
        let leads_on = ["/auth/signin", "/auth/signout"].contains(&path);
        assert_eq!(policy.contains("form-action 'none'"), !leads_on, "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        // To other sites either says nothing; under `no-referrer` a form would have the origin `null`.
        let referrer = answer.header("referrer-policy");
        assert!(["no-referrer", "same-origin"].contains(&referrer), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.text().contains("<script"), "{path}");
        assert!(!answer.text().contains(" style=\""), "{path}");
    }
}

/// SR-10: a body is never sent on, whatever becomes of the request.
#[tokio::test]
async fn every_redirect_is_see_other() {
    let mut world = World::new();
    let mut redirects = 0;
    world.sign_in("op", "ada").await;
    for path in [
        "/auth/signin",
        "/auth/signin/op",
        "/auth/signin/posting",
        "/leave",
        "/auth/signout",
    ] {
        let answer = world.browser.submit(path, &[]).await;
        if answer.status.is_redirection() {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
            redirects += 1;
        }
    }
    world
        .providers
        .other
        .next(Endpoint::Discovery, Fault::disconnect().always());
    let answer = world.browser.submit("/auth/signin/other", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let start = world.begin("posting").await;
    let response = world.authorize("posting", &start, "ada").await;
    assert_eq!(world.deliver(&response).await.status, StatusCode::SEE_OTHER);
    let form = "error=access_denied&state=x".to_owned();
    let page = world.deliver_form("/auth/callback/posting", form).await;
    let answer = world.browser.submit_form_of(&page).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(redirects, 5);
}

/// AUTH-508 rather than a status that alarms: the error page is asked by anybody, in any words.
#[tokio::test]
async fn the_error_page_is_no_server_error_whatever_it_is_asked_for() {
    let mut world = World::new();
    for code in auth::ErrorCode::ALL {
        for query in [
            format!("code={}", code.code),
            format!("error={}", code.error_type),
        ] {
            let answer = world.browser.open(&format!("/auth/error?{query}")).await;
            assert!(
                answer.status.is_client_error() || answer.status == 502 || answer.status == 503,
                "{query}: {}",
                answer.status
            );
            assert!(answer.text().contains("href=\"/\""), "{query}: a way back");
        }
    }
}

/// V10, http.md: what is no text is no provider, and the answer is ours.
#[tokio::test]
async fn a_provider_whose_id_is_no_text_is_not_found() {
    let mut world = World::new();
    for id in ["%ff", "%c0%af", "op%ff", "%", "%zz"] {
        for (method, path) in [
            (Method::GET, "callback"),
            (Method::POST, "callback"),
            (Method::POST, "signin"),
        ] {
            let request = http::Request::builder()
                .method(method)
                .uri(format!("/auth/{path}/{id}"))
                .header(ACCEPT, "application/json")
                .body(Body::empty());
            let answer = world.browser.send(request.expect("a request")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}/{id}");
            assert_eq!(answer.json()["code"], "unknown_provider", "{path}/{id}");
            assert_clean(&answer, id);
        }
    }
}
