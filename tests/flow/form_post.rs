//! A response by `form_post`: a cross-site POST without cookies, and the page of ours that sends it again with them.

use auth::testing::Endpoint;
use auth_tests::support::browser::{Answer, Browser, HTML, form};
use auth_tests::support::world::{Making, World};
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use http::{HeaderName, Method, StatusCode};
use serde_json::json;

const PATH: &str = "/auth/callback/posting";
const PROVIDER: &str = "https://posting.test";
const FORM: &str = "application/x-www-form-urlencoded";
const FLOW: &str = "__Host-auth.flow";

/// A world in which the browser has begun a sign-in, and the form with the provider's answer.
async fn begun() -> (World, String) {
    let mut world = World::new();
    let start = world.begin("posting").await;
    assert_eq!(
        start.location_parameter("response_mode").as_deref(),
        Some("form_post")
    );
    let response = world.authorize("posting", &start, "ada").await;
    (world, response.form().expect("a form").to_owned())
}

/// A POST to the redirect URI with these headers beside the browser's cookies.
async fn post(browser: &mut Browser, headers: &[(HeaderName, &str)], body: &str) -> Answer {
    let mut all = vec![(ACCEPT, HTML), (CONTENT_TYPE, FORM)];
    all.retain(|(name, _)| headers.iter().all(|(other, _)| other != name));
    all.extend(headers.iter().cloned());
    let request = browser.request(Method::POST, PATH, &all, body.to_owned().into());
    browser.send(request).await
}

fn site(value: &str) -> (HeaderName, &str) {
    (HeaderName::from_static("sec-fetch-site"), value)
}

/// What decides between sending again and answering: the page has a form, an answer a destination.
fn is_sent_again(answer: &Answer) -> bool {
    let page = answer.status == StatusCode::OK;
    assert!(
        page || answer.status == StatusCode::SEE_OTHER,
        "{}",
        answer.status
    );
    assert_eq!(page, answer.text().contains("<form"));
    page
}

/// The code of an answer that leads to the error page.
fn code(answer: &Answer) -> Option<String> {
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    answer.location_parameter("code")
}

/// The fields of a page's form, as a browser sends them.
fn fields_of(page: &Answer) -> String {
    let (action, fields) = page.form();
    assert_eq!(action, PATH);
    form(&borrowed(&fields))
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let fields = fields.iter();
    fields
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// FL-23, CK-12
#[tokio::test]
async fn a_form_post_works_without_a_cookie_that_crosses_sites() {
    let (mut world, sent) = begun().await;
    let attributes = |browser: &Browser| {
        let cookies = browser.cookies.iter();
        let mut flows = cookies.filter(|(name, _)| name.starts_with(FLOW));
        flows.next().expect("a flow").1.attributes.clone()
    };
    let expected = [
        "httponly",
        "max-age=600",
        "path=/",
        "samesite=lax",
        "secure",
    ];
    assert_eq!(attributes(&world.browser), expected);
    let page = world.deliver_form(PATH, sent).await;
    assert!(is_sent_again(&page));
    assert!(page.cookie_names().is_empty(), "the flow goes on");
    assert_eq!(world.providers.posting.count(Endpoint::Token), 0);
    let answer = world.browser.submit_form_of(&page).await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(world.session().await["user"]["id"], json!("posting:ada"));
    assert!(world.browser.cookies_named(FLOW).is_empty());
}

/// RFC 6265bis: there is no `Secure` over http, and it was asked for by `SameSite=None`.
#[tokio::test]
async fn a_form_post_works_on_localhost() {
    let mut world = World::made(&Making {
        origin: "http://localhost:3000",
        ..Making::default()
    });
    let answer = world.sign_in("posting", "ada").await;
    assert_eq!(answer.location(), "http://localhost:3000/");
    assert_eq!(world.session().await["user"]["id"], json!("posting:ada"));
}

/// SR-07, SR-09
#[tokio::test]
async fn the_page_is_kept_by_nobody_and_tells_nobody() {
    let (mut world, sent) = begun().await;
    let page = world.deliver_form(PATH, sent).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-store");
    // Names our origin to ourselves, which is the proof of older browsers.
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("x-frame-options"), "DENY");
    let policy = page.header("content-security-policy");
    for directive in [
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "script-src 'sha256-",
    ] {
        assert!(policy.contains(directive), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
}

/// FL-13, RU-09
#[tokio::test]
async fn the_page_carries_the_response_on_and_nothing_else_of_what_was_sent() {
    let mut world = World::new();
    let hostile = "\"><script>alert(1)</script><form action=https://evil.test/ x='";
    let sent = form(&[
        ("code", hostile),
        ("state", "s t&ä"),
        ("iss", "https://posting.test"),
        ("user", r#"{"name":{"firstName":"A\"d'a"}}"#),
        ("error_description", "Call +1 555 0100"),
        ("id_token", "a.b.c"),
        ("csrfToken", "x"),
        ("callbackUrl", "https://evil.test/"),
        ("action", "https://evil.test/"),
        ("password", "x"),
    ]);
    let query = format!("{PATH}?action=//evil.test/&state=other");
    let page = world.deliver_form(&query, sent).await;
    assert!(is_sent_again(&page));
    let (action, fields) = page.form();
    assert_eq!(action, PATH);
    assert_eq!(
        borrowed(&fields),
        [
            ("state", "s t&ä"),
            ("code", hostile),
            ("iss", "https://posting.test"),
            ("user", r#"{"name":{"firstName":"A\"d'a"}}"#),
            ("auth.sent_again", "1"),
        ]
    );
    assert_eq!(page.text().matches("<script").count(), 1);
    for absent in ["evil.test/\"", "555", "a.b.c", "csrfToken", "password"] {
        assert!(!page.text().contains(absent), "{absent}");
    }
    // Nothing of it is anywhere but in the fields.
    let other = form(&[("code", "other"), ("state", "other")]);
    let other = world.deliver_form(PATH, other).await;
    let around = |page: &Answer| {
        let (before, rest) = page.text().split_once("<input").unwrap();
        let (_, after) = rest.split_once("<button").unwrap();
        (before.to_owned(), after.to_owned())
    };
    assert_eq!(around(&page), around(&other));
}

/// FL-15: which of two it is cannot be decided, here as little as later.
#[tokio::test]
async fn a_parameter_given_twice_is_refused_before_a_page_could_make_one_of_it() {
    for extra in [
        "code=B",
        "state=bad",
        "iss=x",
        "user=a&user=b",
        "error=a&error=a",
    ] {
        let (mut world, sent) = begun().await;
        let answer = world.deliver_form(PATH, format!("{sent}&{extra}")).await;
        assert!(!is_sent_again(&answer), "{extra}");
        assert!(code(&answer).is_some(), "{extra}");
        let error = ["AUTH-311", "AUTH-301"];
        assert!(error.contains(&&*code(&answer).unwrap()), "{extra}");
        assert_eq!(world.session().await, json!(null));
        assert_eq!(world.providers.posting.count(Endpoint::Token), 0);
    }
}

/// FL-01
#[tokio::test]
async fn without_state_nothing_is_sent_again() {
    let mut world = World::new();
    for sent in ["", "code=a", "code=a&state="] {
        let answer = world.deliver_form(PATH, sent.into()).await;
        assert!(!is_sent_again(&answer), "{sent}");
        assert_eq!(code(&answer).as_deref(), Some("AUTH-301"), "{sent}");
    }
}

/// Whatever a browser says of where a request comes from, the second one is answered.
#[tokio::test]
async fn a_response_is_sent_again_once() {
    let (mut world, sent) = begun().await;
    world.browser.cookies.clear();
    let page = world.deliver_form(PATH, sent.clone()).await;
    let marked = fields_of(&page);
    for (headers, body, again) in [
        // The first time.
        (&[site("cross-site"), (ORIGIN, PROVIDER)][..], &sent, true),
        (&[site("same-site"), (ORIGIN, PROVIDER)], &sent, true),
        (&[site("cross-site"), (ORIGIN, "null")], &sent, true),
        (&[(ORIGIN, PROVIDER)], &sent, true),
        (&[(ORIGIN, "null")], &sent, true),
        (&[site("none")], &sent, true),
        (&[], &sent, true),
        // Two things at once are no proof.
        (
            &[site("cross-site"), (ORIGIN, "https://app.test")],
            &sent,
            true,
        ),
        // From our own origin there is nothing to be gained by it.
        (
            &[site("same-origin"), (ORIGIN, "https://app.test")],
            &sent,
            false,
        ),
        (&[(ORIGIN, "https://app.test")], &sent, false),
        // The second time.
        (
            &[site("same-origin"), (ORIGIN, "https://app.test")],
            &marked,
            false,
        ),
        (&[site("cross-site"), (ORIGIN, "null")], &marked, false),
        (&[(ORIGIN, "https://alias.test")], &marked, false),
        (&[], &marked, false),
    ] {
        let answer = post(&mut world.browser, headers, body).await;
        assert_eq!(is_sent_again(&answer), again, "{headers:?} {body}");
        if !again {
            assert_eq!(code(&answer).as_deref(), Some("AUTH-301"), "{headers:?}");
        }
    }
    assert_eq!(world.providers.posting.count(Endpoint::Token), 0);
}

/// A browser that says nothing of where a request comes from.
#[tokio::test]
async fn an_old_browser_signs_in_too() {
    let (mut world, sent) = begun().await;
    let kept = std::mem::take(&mut world.browser.cookies);
    let page = post(&mut world.browser, &[], &sent).await;
    world.browser.cookies = kept;
    let body = fields_of(&page);
    let answer = post(&mut world.browser, &[], &body).await;
    assert_eq!(answer.location(), "https://app.test/");
}

/// A provider on our own site, or a browser that does not know `SameSite`.
#[tokio::test]
async fn a_post_that_brings_its_flow_is_answered_at_once() {
    for headers in [
        [site("same-site"), (ORIGIN, "https://login.app.test")],
        [site("cross-site"), (ORIGIN, PROVIDER)],
    ] {
        let (mut world, sent) = begun().await;
        let answer = post(&mut world.browser, &headers, &sent).await;
        assert_eq!(answer.location(), "https://app.test/", "{headers:?}");
        assert_eq!(world.session().await["user"]["id"], json!("posting:ada"));
    }
    // The cookie of another flow is not that.
    let (mut world, _) = begun().await;
    let other = "code=a&state=other";
    let headers = [site("cross-site"), (ORIGIN, PROVIDER)];
    assert!(is_sent_again(
        &post(&mut world.browser, &headers, other).await
    ));
}

/// FL-03: login CSRF. What somebody else was given is of no use in this browser, sent once or twice.
#[tokio::test]
async fn a_response_to_another_browser_signs_nobody_in() {
    for with_a_flow in [false, true] {
        let (mut world, theirs) = begun().await;
        world.browser.cookies.clear();
        if with_a_flow {
            world.begin("posting").await;
        }
        let page = world.deliver_form(PATH, theirs).await;
        assert!(is_sent_again(&page));
        let answer = world.browser.submit_form_of(&page).await;
        let expected = if with_a_flow { "AUTH-302" } else { "AUTH-301" };
        assert_eq!(code(&answer).as_deref(), Some(expected));
        assert_eq!(world.session().await, json!(null));
        assert_eq!(world.providers.posting.count(Endpoint::Token), 0);
    }
}

/// FL-05
#[tokio::test]
async fn a_response_is_good_once() {
    let (mut world, sent) = begun().await;
    let page = world.deliver_form(PATH, sent.clone()).await;
    world.browser.submit_form_of(&page).await;
    let again = world.browser.submit_form_of(&page).await;
    assert_eq!(code(&again).as_deref(), Some("AUTH-303"));
    let page = world.deliver_form(PATH, sent).await;
    let again = world.browser.submit_form_of(&page).await;
    assert_eq!(code(&again).as_deref(), Some("AUTH-303"));
    assert_eq!(world.providers.posting.count(Endpoint::Token), 1);
    assert_eq!(world.session().await["user"]["id"], json!("posting:ada"));
}

/// FL-13
#[tokio::test]
async fn cancelling_ends_the_flow_and_says_so() {
    let (mut world, sent) = begun().await;
    let state = url::form_urlencoded::parse(sent.as_bytes())
        .find(|(name, _)| name == "state")
        .expect("a state")
        .1
        .into_owned();
    let cancelled = form(&[
        ("error", "access_denied"),
        ("state", &state),
        ("iss", PROVIDER),
    ]);
    let page = world.deliver_form(PATH, cancelled).await;
    let answer = world.browser.submit_form_of(&page).await;
    assert_eq!(code(&answer).as_deref(), Some("AUTH-309"));
    assert!(world.browser.cookies_named(FLOW).is_empty());
}

#[tokio::test]
async fn a_body_is_a_form_of_a_bounded_size() {
    let (mut world, sent) = begun().await;
    let large = format!("{sent}&x={}", "x".repeat(64 * 1024));
    let from = [site("cross-site"), (ORIGIN, PROVIDER)];
    let answer = post(&mut world.browser, &from, &large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    for kind in ["text/plain", "multipart/form-data; boundary=x", ""] {
        let headers = [from[0].clone(), from[1].clone(), (CONTENT_TYPE, kind)];
        let answer = post(&mut world.browser, &headers, &sent).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    assert_eq!(world.providers.posting.count(Endpoint::Token), 0);
    let kind = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    let headers = [from[0].clone(), from[1].clone(), (CONTENT_TYPE, kind)];
    let answer = post(&mut world.browser, &headers, &sent).await;
    assert_eq!(answer.location(), "https://app.test/");
}

/// A page that sends a cross-site form again from our own origin would be proof where that is one.
#[tokio::test]
async fn no_other_form_is_sent_again() {
    let mut world = World::new();
    let sent = form(&[("code", "a"), ("state", "b")]);
    for path in [
        "/auth/callback/op",
        "/auth/callback/plain",
        "/auth/callback/nobody",
        "/auth/signin/posting",
        "/auth/signout",
        "/auth/session",
    ] {
        let answer = world.deliver_form(path, sent.clone()).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        assert!(!answer.text().contains("name=\"state\""), "{path}");
    }
}
