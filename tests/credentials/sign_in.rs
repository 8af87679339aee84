//! Who knows the password comes in.

use auth_tests::support::browser::form;
use axum::body::Body;
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use http::{HeaderName, Method};

use crate::app::{App, FORM, signed_in, type_in, who};
use crate::auth::{Auth, PASSWORD, Provider, calls, provider};

const TOKEN: &str = "__Host-auth.session-token";

/// SR-10
#[tokio::test(start_paused = true)]
async fn who_knows_the_password_is_signed_in_and_sent_on_without_the_body() {
    let app = App::new();
    let mut browser = app.browser();
    let answer = type_in(&mut browser, "ada", PASSWORD).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(who(&mut browser).await, "credentials:ada");
    let session = browser.open("/auth/session").await.json();
    assert_eq!(session["user"]["name"], "The one called ada");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_ends_where_it_was_to_end_and_nowhere_else() {
    let app = App::new();
    for (wanted, end) in [
        ("/dashboard", "https://app.test/dashboard"),
        ("https://evil.test/", "https://app.test/"),
        ("/not-listed", "https://app.test/"),
    ] {
        let fields = [
            ("username", "eve"),
            ("password", PASSWORD),
            ("callbackUrl", wanted),
        ];
        let answer = app.browser().submit(FORM, &fields).await;
        assert_eq!(answer.location(), end, "{wanted}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_provider_has_people_of_its_own() {
    let app = App::new();
    let mut browser = app.browser();
    let fields = [("member", "7"), ("password", "1234"), ("otp", "000000")];
    browser.submit("/auth/callback/staff", &fields).await;
    assert_eq!(who(&mut browser).await, "staff:7");
}

#[tokio::test(start_paused = true)]
async fn whoever_signs_in_again_has_another_session() {
    let app = App::new();
    let mut browser = signed_in(&app, "grace").await;
    let first = browser.cookies[TOKEN].value.clone();
    let id = |browser: &auth_tests::support::browser::Browser| {
        let mut request = http::Request::builder().uri("/").body(()).unwrap();
        let cookies = browser.cookie_header().parse().unwrap();
        request.headers_mut().insert(http::header::COOKIE, cookies);
        request.into_parts().0
    };
    let before = app.auth.session(&id(&browser)).await.unwrap();
    type_in(&mut browser, "hedy", PASSWORD).await;
    let after = app.auth.session(&id(&browser)).await.unwrap();
    assert_eq!(who(&mut browser).await, "credentials:hedy");
    assert_ne!(browser.cookies[TOKEN].value, first);
    assert_ne!(before.id(), after.id());
    assert_eq!(after.provider, Some(Provider::Credentials));
}

#[tokio::test(start_paused = true)]
async fn the_application_decides_who_comes_in() {
    let app = App::new();
    let mut browser = app.browser();
    let answer = type_in(&mut browser, "banned", PASSWORD).await;
    assert_eq!(
        answer.location_parameter("error").as_deref(),
        Some("AccessDenied")
    );
    assert_eq!(who(&mut browser).await, "nobody");
    let json = format!(r#"{{"username":"banned","password":"{PASSWORD}"}}"#);
    let answer = app.program(&json, &[]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["id"].clone()),
        (403, "AUTH-309".into())
    );
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_names_nobody_lets_nobody_in() {
    let app = App::new();
    let mut browser = app.browser();
    let answer = type_in(&mut browser, "unnamed", PASSWORD).await;
    assert_eq!(
        answer.location_parameter("code").as_deref(),
        Some("AUTH-406")
    );
    assert_eq!(who(&mut browser).await, "nobody");
}

/// CS-12
#[tokio::test(start_paused = true)]
async fn a_form_of_another_site_signs_nobody_in() {
    let app = App::new();
    let fields = [("username", "mallory"), ("password", PASSWORD)];
    for headers in [
        vec![(ORIGIN, "https://evil.test")],
        vec![(HeaderName::from_static("sec-fetch-site"), "cross-site")],
        vec![(HeaderName::from_static("sec-fetch-site"), "same-site")],
    ] {
        let mut browser = app.browser();
        let answer = browser.submit_with(FORM, &fields, &headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert_eq!(who(&mut browser).await, "nobody");
    }
    assert_eq!(calls("mallory").made, 0);
}

#[tokio::test(start_paused = true)]
async fn the_token_of_the_page_is_proof_enough_and_needed_without_other_proof() {
    let app = App::new();
    let mut browser = app.browser();
    let token = browser.open("/auth/csrf").await.json()["csrfToken"]
        .as_str()
        .unwrap()
        .to_owned();
    for (token, status) in [("", 403), (token.as_str(), 303)] {
        let body = form(&[
            ("username", "tess"),
            ("password", PASSWORD),
            ("csrfToken", token),
        ]);
        let headers = [
            (ACCEPT, "text/html"),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
        ];
        let request = browser.request(Method::POST, FORM, &headers, Body::from(body));
        assert_eq!(browser.send(request).await.status, status);
    }
    assert_eq!(who(&mut browser).await, "credentials:tess");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_read_from_an_address() {
    let app = App::new();
    let mut browser = app.browser();
    let query = form(&[("username", "quinn"), ("password", PASSWORD)]);
    let answer = browser.submit(&format!("{FORM}?{query}"), &[]).await;
    assert_eq!(
        answer.location_parameter("error").as_deref(),
        Some("CredentialsSignin")
    );
    let answer = browser.open(&format!("{FORM}?{query}")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("allow")),
        (405, "POST")
    );
    assert_eq!(
        (who(&mut browser).await, calls("quinn").made),
        ("nobody".into(), 0)
    );
}

/// M-11
#[tokio::test(start_paused = true)]
async fn sessions_of_people_who_type_end_everywhere_where_sessions_can() {
    let app = App::new();
    let mut here = signed_in(&app, "sofia").await;
    let mut there = signed_in(&app, "sofia").await;
    here.submit("/leave-everywhere", &[]).await;
    app.wait(5);
    assert_eq!(who(&mut there).await, "nobody");
    let mut again = signed_in(&app, "sofia").await;
    app.auth.sign_out_user("credentials:sofia").await.unwrap();
    app.wait(5);
    assert_eq!(who(&mut again).await, "nobody");
}

#[tokio::test]
async fn a_sign_in_that_starts_elsewhere_leads_to_the_form() {
    let app = App::new();
    let answer = app.browser().open("/enter").await;
    assert_eq!(answer.location(), "https://app.test/auth/signin");
    let answer = app
        .browser()
        .submit("/auth/signin/credentials", &[("callbackUrl", "/dashboard")])
        .await;
    assert_eq!(
        answer.location(),
        "https://app.test/auth/signin?callbackUrl=%2Fdashboard"
    );
}

#[tokio::test]
async fn clients_and_applications_are_told_where_its_form_posts_to() {
    let app = App::new();
    let listed = app.browser().open("/auth/providers").await.json();
    assert_eq!(
        listed["staff"],
        serde_json::json!({
            "id": "staff",
            "name": "Staff",
            "type": "credentials",
            "signinUrl": "https://app.test/auth/signin/staff",
            "callbackUrl": "https://app.test/auth/callback/staff",
        })
    );
    let offered: Vec<_> = app.auth.providers().collect();
    assert_eq!(
        offered[0].sign_in_url,
        "https://app.test/auth/callback/credentials"
    );
    assert_eq!(offered[0].redirect_uri, None);
    assert_eq!(offered[2].sign_in_url, "https://app.test/auth/signin/op");
    assert!(offered[2].redirect_uri.is_some());
}

#[tokio::test]
async fn there_is_nothing_to_register() {
    let app = App::new();
    let said = app.auth.registration();
    assert!(
        said.contains("`credentials` is inside this application, with nothing to register"),
        "{said}"
    );
    assert!(!said.contains("/callback/credentials"), "{said}");
}

#[test]
fn a_client_of_it_is_refused_at_start_up() {
    let error = Auth::builder()
        .variables(|name| (name == "OP_ISSUER").then(|| "https://op.test".into()))
        .client(provider::op, "app", "secret")
        .client(provider::credentials, "app", "secret")
        .store(auth::store::Memory::new())
        .build()
        .unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains("`Builder::client` does not apply to `credentials`")
            && said.contains("AUTH-120"),
        "{said}"
    );
}

/// A client that does not know what kind of provider it signs in with.
#[tokio::test(start_paused = true)]
async fn what_was_typed_can_be_sent_to_where_every_sign_in_begins() {
    let app = App::new();
    for (path, fields, name) in [
        (
            "/auth/signin/credentials",
            &[("username", "ida"), ("password", PASSWORD)][..],
            "credentials:ida",
        ),
        (
            "/auth/signin/staff",
            &[("member", "8"), ("password", "1234"), ("otp", "000000")],
            "staff:8",
        ),
    ] {
        let mut browser = app.browser();
        let answer = browser.submit(path, fields).await;
        assert_eq!(
            (answer.status.as_u16(), answer.location()),
            (303, "https://app.test/")
        );
        assert_eq!(who(&mut browser).await, name);
    }
    // In an address it would stay in logs: there it says nothing, and without fields the form is asked for.
    let path = format!("/auth/signin/credentials?username=ida&password={PASSWORD}");
    for path in [&path, "/auth/signin/credentials"] {
        let mut browser = app.browser();
        browser.submit(path, &[("callbackUrl", "/")]).await;
        assert_eq!(who(&mut browser).await, "nobody");
    }
    assert_eq!(calls("ida").made, 1);
}

/// As where the form itself is sent: the password of somebody else's choosing signs nobody in.
#[tokio::test(start_paused = true)]
async fn another_site_cannot_sign_anybody_in_there_either() {
    let app = App::new();
    let mut browser = app.browser();
    let fields = [("username", "igor"), ("password", PASSWORD)];
    let foreign = [(ORIGIN, "https://evil.test")];
    let answer = browser
        .submit_with("/auth/signin/credentials", &fields, &foreign)
        .await;
    assert_eq!(answer.status, 403);
    assert_eq!(calls("igor").made, 0);
}
