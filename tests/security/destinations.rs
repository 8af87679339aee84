//! Where a browser is sent: judged by the `url` crate, which reads URLs as browsers do.

use auth_tests::support::browser::{Answer, Browser, HTML};
use auth_tests::support::world::World;
use axum::body::Body;
use http::header::{ACCEPT, HOST, REFERER};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use url::Url;

use crate::callback_url::open_redirects;

/// The pages' own icon.
const ICON: &str =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E";

/// This application, or what `callbacks.allow` lists.
fn is_ours(url: &Url) -> bool {
    let partner = url.scheme() == "https"
        && url.port().is_none()
        && url.host_str().is_some_and(|host| {
            host.strip_suffix(".partner.test")
                .is_some_and(|label| !label.is_empty() && !label.contains('.'))
        });
    let plain = url.username().is_empty() && url.password().is_none();
    plain && (url.origin().ascii_serialization() == "https://app.test" || partner)
}

/// Where a browser on this page would go with that reference.
fn followed(reference: &str) -> Url {
    let page = Url::parse("https://app.test/auth/somewhere").expect("a page");
    page.join(reference)
        .unwrap_or_else(|_| panic!("{reference:?} leads nowhere"))
}

/// The answer leads to nobody else: not by its location, not by a link or form of its page, not by a parameter handed on.
fn assert_stays(answer: &Answer, what: &str) {
    assert!(
        !answer.status.is_server_error() || answer.status == 502,
        "{what}"
    );
    for name in ["location", "hx-redirect", "refresh", "content-location"] {
        let target = answer.header(name);
        if target.is_empty() {
            continue;
        }
        let url = followed(target);
        assert!(is_ours(&url), "{what:?}: {name}: {target}");
        for (_, value) in url.query_pairs().filter(|(name, _)| name == "callbackUrl") {
            assert!(is_ours(&followed(&value)), "{what:?}: {target}");
        }
    }
    if answer.header("content-type").starts_with("text/html") {
        let page = answer.text();
        for attribute in [
            "href=\"",
            "action=\"",
            "src=\"",
            "value=\"/",
            "value=\"http",
        ] {
            for rest in page.split(attribute).skip(1) {
                let value = rest.split('"').next().unwrap_or_default();
                if value.starts_with(ICON) {
                    continue;
                }
                let value = value.replace("&amp;", "&");
                let value = match attribute.strip_prefix("value=\"") {
                    Some(start) => format!("{start}{value}"),
                    None => value,
                };
                assert!(is_ours(&followed(&value)), "{what:?}: {attribute}{value}");
            }
        }
        assert!(!page.contains("javascript:"), "{what:?}");
        assert!(!page.contains("http-equiv"), "{what:?}");
    }
}

/// Everything of the corpus, and what only a request can hold.
fn payloads() -> Vec<String> {
    let mut payloads = open_redirects::all();
    payloads.extend(
        [
            "https://app.test@evil.test",
            "https://partner.test.evil.test/in",
            "https://x.partner.test@evil.test/in",
            "https://x.partner.test:8443/in",
            "http://x.partner.test/in",
            "https://xpartner.test/in",
            "/account/..//evil.test",
            "/account/%2e%2e//evil.test",
            "/account/..\\..\\evil.test",
            "/account/x?next=//evil.test",
            "?//evil.test",
            "#//evil.test",
            "",
        ]
        .map(str::to_owned),
    );
    payloads
}

async fn get(browser: &mut Browser, path: &str, headers: &[(HeaderName, &str)]) -> Option<Answer> {
    let mut request = browser.request(Method::GET, path, &[(ACCEPT, HTML)], Body::empty());
    for (name, value) in headers {
        // What HTTP cannot carry attacks nobody.
        let value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
        request.headers_mut().insert(name.clone(), value);
    }
    Some(browser.send(request).await)
}

/// The value as a parameter of a path.
fn with(path: &str, payload: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("callbackUrl", payload);
    format!("{path}?{}", query.finish())
}

/// RU-01 to RU-17, V2, V26, V33, V80, L-1
#[tokio::test]
async fn no_callback_url_leads_a_sign_in_elsewhere() {
    let mut world = World::new();
    let mut ended = 0;
    for payload in payloads() {
        world.browser.cookies.clear();
        let done = world.sign_in_to("op", "ada", Some(&payload)).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{payload:?}");
        assert_stays(&done, &payload);
        ended += 1;
    }
    assert!(ended > 200, "{ended}");
}

/// The same at the end of a session.
#[tokio::test]
async fn no_callback_url_leads_a_sign_out_elsewhere() {
    let mut world = World::new();
    for payload in payloads() {
        let fields = [("callbackUrl", payload.as_str())];
        let answer = world.browser.submit("/auth/signout", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{payload:?}");
        assert_stays(&answer, &payload);
    }
}

/// The same in the query of every page and of every route that takes one.
#[tokio::test]
async fn no_query_leads_elsewhere() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    for payload in payloads().into_iter().step_by(2) {
        for page in [
            "/auth/signin",
            "/auth/signout",
            "/auth/error?code=AUTH-301",
            "/auth/verify-request",
            "/auth/callback/op",
        ] {
            let path = with(page, &payload).replacen("AUTH-301?", "AUTH-301&", 1);
            let answer = world.browser.open(&path).await;
            assert_stays(&answer, &payload);
        }
        let path = with("/auth/signin", &payload);
        let answer = world.browser.submit(&path, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{payload:?}");
        assert_stays(&answer, &payload);
    }
}

/// RU-20, V48 (CVE-2026-40295), V3
#[tokio::test]
async fn no_referer_and_no_page_of_htmx_leads_elsewhere() {
    let mut world = World::new();
    let (referer, current) = (REFERER, HeaderName::from_static("hx-current-url"));
    let htmx = HeaderName::from_static("hx-request");
    let mut sent = 0;
    for payload in payloads().into_iter().step_by(3) {
        let behind = format!("https://app.test/auth/signin?callbackUrl={payload}");
        let encoded = format!("https://app.test{}", with("/auth/signin", &payload));
        for value in [payload.as_str(), &behind, &encoded] {
            let headers = [(referer.clone(), value)];
            for path in ["/auth/signin", "/enter-any"] {
                let Some(answer) = get(&mut world.browser, path, &headers).await else {
                    continue;
                };
                assert_stays(&answer, value);
                sent += 1;
            }
            let headers = [(htmx.clone(), "true"), (current.clone(), value)];
            if let Some(answer) = get(&mut world.browser, "/dashboard", &headers).await {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
                assert_ne!(answer.header("hx-redirect"), "");
                assert_stays(&answer, value);
            }
        }
    }
    assert!(sent > 200, "{sent}");
}

/// RU-20: through the whole sign-in.
#[tokio::test]
async fn no_referer_leads_a_sign_in_elsewhere() {
    let mut world = World::new();
    for payload in payloads().into_iter().step_by(7) {
        for value in [
            payload.clone(),
            format!("https://app.test{}", with("/auth/signin", &payload)),
        ] {
            if HeaderValue::from_str(&value).is_err() {
                continue;
            }
            world.browser.cookies.clear();
            let headers = [(REFERER, value.as_str())];
            let start = world
                .browser
                .submit_with("/auth/signin/op", &[], &headers)
                .await;
            let response = world.authorize("op", &start, "ada").await;
            let done = world.deliver(&response).await;
            assert_stays(&done, &value);
        }
    }
}

/// RU-09, RU-15, V37b: the path that was asked for, where a router lets it through.
#[tokio::test]
async fn no_path_leads_elsewhere() {
    let mut world = World::new();
    for path in [
        "/account//evil.test",
        "/account/%2f%2fevil.test",
        "/account/..%2f..%2f/evil.test",
        "/account/%5cevil.test",
        "/account/;@evil.test",
        "/account/a?b=//evil.test#//evil.test",
        "/account/%0d%0aLocation:%20https://evil.test",
        "/account/%00",
        "/account/%ff",
    ] {
        let answer = world.browser.open(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_stays(&answer, path);
        let page = answer
            .location()
            .trim_start_matches("https://app.test")
            .to_owned();
        let page = world.browser.open(&page).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_stays(&page, path);
    }
    // Two slashes at the beginning, as a raw request has them: a browser would read a host.
    for target in ["//evil.test/account/x", "//evil.test", "/\\evil.test"] {
        let Ok(request) = http::Request::get(target)
            .header(ACCEPT, HTML)
            .header(HOST, "app.test")
            .body(Body::empty())
        else {
            continue;
        };
        let answer = world.browser.send(request).await;
        assert_stays(&answer, target);
    }
}

/// HH-01, HH-02: the host of the request is data, in every answer that has a URL in it.
#[tokio::test]
async fn no_host_leads_elsewhere() {
    let mut world = World::new();
    let hostile = [
        (HOST, "evil.test"),
        (HeaderName::from_static("x-forwarded-host"), "evil.test"),
        (HeaderName::from_static("x-forwarded-proto"), "http"),
        (HeaderName::from_static("x-forwarded-prefix"), "//evil.test"),
        (HeaderName::from_static("x-forwarded-uri"), "//evil.test"),
        (HeaderName::from_static("x-original-url"), "//evil.test"),
        (HeaderName::from_static("x-rewrite-url"), "//evil.test"),
        (
            HeaderName::from_static("forwarded"),
            "host=evil.test;proto=http",
        ),
    ];
    for path in [
        "/auth/signin",
        "/auth/signout",
        "/auth/error",
        "/auth/providers",
        "/auth/session",
        "/auth/csrf",
        "/auth/verify-request",
        "/auth/callback/op",
        "/auth/nothing",
        "/dashboard",
        "/enter-any",
    ] {
        let answer = get(&mut world.browser, path, &hostile)
            .await
            .expect("headers");
        let target = http::Request::get(format!("https://evil.test{path}"));
        let request = target.header(ACCEPT, HTML).body(Body::empty());
        let absolute = world.browser.send(request.expect("a request")).await;
        for answer in [answer, absolute] {
            assert_stays(&answer, path);
            assert!(!answer.text().contains("evil.test"), "{path}");
            for value in answer.headers.values() {
                assert!(!String::from_utf8_lossy(value.as_bytes()).contains("evil.test"));
            }
        }
    }
}
