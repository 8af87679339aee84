//! Asking for a link.

use std::sync::atomic::Ordering;

use auth::pages::GERMAN;
use auth::store::Memory;
use auth_tests::support::browser::{Browser, HTML};
use axum::Router;
use axum::body::Body;
use axum::response::Html;
use axum::routing::get;
use http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, HOST, ORIGIN, RETRY_AFTER, VARY};
use http::{HeaderName, Method};

use crate::auth::{Auth, provider};
use crate::world::World;

#[tokio::test]
async fn a_link_is_sent_to_the_address_and_the_browser_is_told_to_look_there() {
    let mut world = World::new();
    let answer = world.ask("Ada@X.test").await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        answer.location(),
        "https://app.test/auth/verify-request?provider=email&type=email"
    );
    let message = world.last();
    assert_eq!(message.to.as_str(), "Ada@x.test");
    assert_eq!(message.from, Some("Acme <login@acme.test>"));
    assert_eq!(message.subject, "Sign in to app.test");
    assert_eq!(message.max_age, 600);
    assert!(message.text.contains(message.url.as_str()));
    let page = world
        .browser
        .open("/auth/verify-request?provider=email&type=email")
        .await;
    assert!(page.text().contains("Check your e-mail"));
}

/// It is in the language of the page that asks for it.
#[tokio::test]
async fn the_message_is_in_the_language_of_the_browser() {
    for (language, subject, limits) in [
        ("de-AT", "Anmelden bei app.test", "10 Minuten lang"),
        ("fr", "Sign in to app.test", "for 10 minutes"),
    ] {
        let mut world = World::new();
        let headers = [(ACCEPT_LANGUAGE, language)];
        let fields = [("email", "ada@x.test")];
        let path = "/auth/signin/email";
        let answer = world.browser.submit_with(path, &fields, &headers).await;
        assert_eq!(answer.status, 303);
        let message = world.last();
        assert_eq!(message.subject, subject);
        assert!(message.text.contains(limits), "{}", message.text);
        assert!(message.html.contains(limits), "{}", message.html);
    }
}

/// So are forms as values, unless the page that has them says its own.
#[tokio::test]
async fn forms_are_in_the_language_of_the_browser_or_of_their_page() {
    let world = World::new();
    let router: Router<Auth> = Router::new()
        .route(
            "/negotiated",
            get(async |auth: Auth| {
                let forms = auth.forms();
                let form = forms.sign_in(provider::email).to_string();
                let form = form + &forms.sign_in(provider::op).to_string();
                (forms, Html(form))
            }),
        )
        .route(
            "/german",
            get(async |auth: Auth| {
                let forms = auth.forms().in_language(&GERMAN);
                let form = forms.sign_out().to_string();
                (forms, Html(form))
            }),
        );
    let mut browser = Browser::new(router.with_state(world.auth.clone()), "https://app.test");
    for (language, words) in [
        (
            "de",
            ["E-Mail-Adresse", ">Link per E-Mail senden<", ">Weiter mit "],
        ),
        (
            "fr",
            ["E-mail address", ">E-mail me a link<", ">Continue with "],
        ),
    ] {
        let headers = [(ACCEPT, HTML), (ACCEPT_LANGUAGE, language)];
        let request = browser.request(Method::GET, "/negotiated", &headers, Body::empty());
        let page = browser.send(request).await;
        for word in words {
            assert!(page.text().contains(word), "{word}: {}", page.text());
        }
        let vary: Vec<_> = page.headers.get_all(VARY).iter().collect();
        assert_eq!(vary, ["cookie", "accept-language"]);
        let request = browser.request(Method::GET, "/german", &headers, Body::empty());
        let page = browser.send(request).await;
        assert!(page.text().contains(">Abmelden<"), "{}", page.text());
        assert_eq!(page.header("vary"), "cookie");
        assert_eq!(page.headers.get_all(VARY).iter().count(), 1);
    }
}

/// HH-01
#[tokio::test]
async fn a_link_leads_to_the_base_url_whatever_the_request_says() {
    let world = World::new();
    let mut browser = world.another_browser();
    let headers = [
        (ACCEPT, HTML),
        (CONTENT_TYPE, "application/x-www-form-urlencoded"),
        (ORIGIN, "https://app.test"),
        (HOST, "evil.test"),
        (HeaderName::from_static("x-forwarded-host"), "evil.test"),
        (HeaderName::from_static("x-forwarded-proto"), "http"),
    ];
    let body = Body::from("email=ada%40x.test");
    let request = browser.request(Method::POST, "/auth/signin/email", &headers, body);
    assert_eq!(browser.send(request).await.status, 303);
    assert!(
        world
            .last()
            .url
            .as_str()
            .starts_with("https://app.test/auth/callback/email?token=")
    );
}

/// AL-10, HI-02
#[tokio::test]
async fn what_is_not_one_address_is_refused_and_nothing_is_sent() {
    let mut world = World::new();
    for typed in [
        "",
        "ada",
        "a@x.test,b@evil.test",
        "a@x.test <b@evil.test>",
        "\"a@x.test\"@evil.test",
        "a@b@c.test",
        "a@x.test\r\nBcc: b@evil.test",
        "a@x.te\u{ff53}t",
    ] {
        let answer = world.ask(typed).await;
        assert_eq!(answer.status, 400, "{typed:?}");
        assert!(answer.text().contains("bad_email"), "{typed:?}");
    }
    assert_eq!(world.sent(), 0);
}

/// AL-10
#[tokio::test]
async fn an_address_given_twice_is_refused() {
    let mut world = World::new();
    let fields = [("email", "ada@x.test"), ("email", "eve@x.test")];
    let answer = world.browser.submit("/auth/signin/email", &fields).await;
    assert_eq!(answer.status, 400);
    assert_eq!(world.sent(), 0);
}

#[tokio::test]
async fn another_site_cannot_have_a_link_sent() {
    let mut world = World::new();
    let site = HeaderName::from_static("sec-fetch-site");
    let answer = world
        .browser
        .submit_with(
            "/auth/signin/email",
            &[("email", "ada@x.test")],
            &[(ORIGIN, "https://evil.test"), (site, "cross-site")],
        )
        .await;
    assert_eq!(answer.status, 403);
    assert_eq!(world.sent(), 0);
}

/// SR-12: there is nothing that could be told apart.
#[tokio::test]
async fn an_address_that_has_signed_in_has_the_answer_of_one_that_never_did() {
    let mut world = World::new();
    let link = world.link("ada@x.test").await;
    let mut browser = world.another_browser();
    crate::world::follow(&mut browser, &link).await;
    let known = world.ask("ada@x.test").await;
    let unknown = world.ask("stranger@x.test").await;
    assert_eq!(known.status, unknown.status);
    assert_eq!(known.headers, unknown.headers);
    assert_eq!(known.body, unknown.body);
}

#[tokio::test]
async fn a_mailer_that_fails_is_no_success() {
    let mut world = World::new();
    world.post.broken.store(true, Ordering::SeqCst);
    let answer = world.ask("ada@x.test").await;
    assert_eq!(answer.status, 503);
    assert!(answer.headers.contains_key(RETRY_AFTER));
    assert!(answer.text().contains("mail_not_sent"));
    assert!(!answer.text().contains("strike"), "why is in the log");
}

#[tokio::test]
async fn without_an_address_there_is_the_page_that_asks_for_one() {
    let mut world = World::new();
    let fields = [("callbackUrl", "/dashboard")];
    let answer = world.browser.submit("/auth/signin/email", &fields).await;
    assert_eq!(
        answer.location(),
        "https://app.test/auth/signin?callbackUrl=%2Fdashboard"
    );
    let outcome = world.auth.sign_in(provider::email).outcome().await;
    assert_eq!(outcome.url.as_deref(), Some("https://app.test/auth/signin"));
}

#[tokio::test]
async fn the_sign_in_page_has_a_form_for_each() {
    let mut world = World::new();
    let page = world
        .browser
        .open("/auth/signin?callbackUrl=%2Fdashboard")
        .await;
    let html = page.text();
    for part in [
        r#"action="/auth/signin/email""#,
        r#"action="/auth/signin/links""#,
        r#"<label for="email-email">E-mail address</label>"#,
        r#"name="email" type="email" autocomplete="email""#,
        "Continue with <bdi>Staff</bdi>",
        r#"action="/auth/signin/op""#,
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[tokio::test]
async fn clients_are_told_what_kind_of_provider_it_is() {
    let mut world = World::new();
    let answer = world.browser.open("/auth/providers").await;
    let providers: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(providers["email"]["type"], "email");
    assert_eq!(providers["email"]["name"], "E-mail");
    assert_eq!(
        providers["email"]["signinUrl"],
        "https://app.test/auth/signin/email"
    );
    assert_eq!(providers["links"]["name"], "Staff");
}

#[tokio::test]
async fn a_client_of_auth_js_is_told_where_to_go() {
    let mut world = World::new();
    let header = HeaderName::from_static("x-auth-return-redirect");
    let answer = world
        .browser
        .submit_with(
            "/auth/signin/email",
            &[("email", "ada@x.test")],
            &[(header, "1")],
        )
        .await;
    let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(
        body["url"],
        "https://app.test/auth/verify-request?provider=email&type=email"
    );
}

#[tokio::test]
async fn nothing_is_to_be_registered() {
    let world = World::new();
    let text = world.auth.registration();
    assert!(
        text.contains(
            "`email` sends links to https://app.test/auth/callback/email, with nothing to register"
        ),
        "{text}"
    );
    let offered = world.auth.providers().next().unwrap();
    assert_eq!(offered.sign_in_url, "https://app.test/auth/signin/email");
    assert_eq!(offered.redirect_uri, None);
}

#[test]
fn a_client_for_it_is_a_mistake() {
    let built = Auth::builder()
        .secret(auth_tests::support::world::SECRET)
        .base_url("https://app.test")
        .client(provider::op, "app", "op secret")
        .client(provider::email, "app", "secret")
        .store(Memory::new())
        .mailer(auth::email::Printed)
        .build();
    let report = built.unwrap_err().to_string();
    assert!(
        report.contains("`Builder::client` does not apply to `email`"),
        "{report}"
    );
}
