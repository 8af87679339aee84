//! Requests that other sites, or nobody, make in a user's name.

use auth::testing::Endpoint;
use auth_tests::support::browser::{Answer, Browser, HTML};
use auth_tests::support::world::World;
use axum::body::Body;
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN, REFERER, SET_COOKIE};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde_json::json;

use crate::aftermath::{CSRF, FLOW, SESSION};

/// Every route of the library that changes something, but for the redirect URI, which proves itself by its flow.
const CHANGING: [&str; 4] = [
    "/auth/signin",
    "/auth/signin/op",
    "/auth/signout",
    "/auth/session",
];

const FORM: &str = "application/x-www-form-urlencoded";

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A POST with these header fields and this body, and the browser's cookies.
async fn post(
    browser: &mut Browser,
    path: &str,
    headers: &[(HeaderName, &str)],
    body: &str,
) -> Answer {
    let mut request = browser.request(Method::POST, path, &[], Body::from(body.to_owned()));
    for (name, value) in headers {
        let value = HeaderValue::try_from(*value).expect("a field value");
        request.headers_mut().append(name.clone(), value);
    }
    if !headers.iter().any(|(name, _)| *name == CONTENT_TYPE) {
        let form = HeaderValue::from_static(FORM);
        request.headers_mut().insert(CONTENT_TYPE, form);
    }
    browser.send(request).await
}

/// Somebody who is signed in, and their CSRF token.
async fn signed_in() -> (World, String) {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let answer = world.browser.open("/auth/csrf").await;
    let token = answer.json()["csrfToken"]
        .as_str()
        .expect("a token")
        .to_owned();
    (world, token)
}

/// Refused, and nothing is other than before.
async fn assert_rejected(world: &mut World, answer: &Answer, what: &str) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
    assert_eq!(
        answer.headers.get_all(SET_COOKIE).iter().count(),
        0,
        "{what}"
    );
    assert_eq!(answer.location(), "", "{what}");
    assert_eq!(answer.json()["code"], "csrf_rejected", "{what}");
    assert_eq!(
        world.session().await["user"]["id"],
        json!("op:ada"),
        "{what}"
    );
    assert!(world.browser.cookies_named(FLOW).is_empty(), "{what}");
}

/// The control of all that follows: the token alone is proof.
#[tokio::test]
async fn a_right_token_is_accepted_everywhere() {
    for path in CHANGING {
        let (mut world, token) = signed_in().await;
        let body = format!("csrfToken={token}");
        let answer = post(&mut world.browser, path, &[], &body).await;
        assert!(
            answer.status == StatusCode::OK || answer.status == StatusCode::SEE_OTHER,
            "{path}: {}",
            answer.status
        );
    }
}

/// CS-01, CS-12
#[tokio::test]
async fn without_any_proof_nothing_changes() {
    let (mut world, _) = signed_in().await;
    for path in CHANGING {
        let answer = post(&mut world.browser, path, &[], "").await;
        assert_rejected(&mut world, &answer, path).await;
    }
}

/// CS-02
#[tokio::test]
async fn a_token_that_is_not_exactly_this_ones_is_refused() {
    let (mut world, token) = signed_in().await;
    let mut stranger = world.another_browser();
    let others = stranger.open("/auth/csrf").await.json()["csrfToken"]
        .as_str()
        .expect("a token")
        .to_owned();
    let mut altered = token.clone().into_bytes();
    altered[63] = if altered[63] == b'0' { b'1' } else { b'0' };
    let altered = String::from_utf8(altered).expect("digits");
    for path in CHANGING {
        for wrong in [
            "",
            others.as_str(),
            &altered,
            &token[..63],
            &format!("{token}0"),
            &token.to_uppercase(),
            &format!("{token},{token}"),
        ] {
            let body = format!("csrfToken={wrong}");
            let answer = post(&mut world.browser, path, &[], &body).await;
            assert_rejected(&mut world, &answer, &format!("{path} {wrong}")).await;
        }
        for name in ["csrftoken", "csrf_token", "token", "_csrf"] {
            let body = format!("{name}={token}");
            let answer = post(&mut world.browser, path, &[], &body).await;
            assert_rejected(&mut world, &answer, &format!("{path} {name}")).await;
        }
        let header = [(HeaderName::from_static("x-csrf-token"), token.as_str())];
        let answer = post(&mut world.browser, path, &header, "").await;
        assert_rejected(&mut world, &answer, path).await;
        let query = format!("{path}?csrfToken={token}");
        let answer = post(&mut world.browser, &query, &[], "").await;
        assert_rejected(&mut world, &answer, &query).await;
    }
}

/// CS-02, V35: a token given twice is none, even if both are right.
#[tokio::test]
async fn a_token_given_twice_is_refused() {
    let (mut world, token) = signed_in().await;
    for path in CHANGING {
        for (kind, body) in [
            (FORM, format!("csrfToken={token}&csrfToken={token}")),
            (
                "application/json",
                format!(r#"{{"csrfToken":"{token}","csrfToken":"{token}"}}"#),
            ),
        ] {
            let headers = [(CONTENT_TYPE, kind)];
            let answer = post(&mut world.browser, path, &headers, &body).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            assert!(answer.cookie_names().is_empty(), "{path}");
        }
        assert_eq!(world.session().await["user"]["id"], json!("op:ada"));
    }
}

/// CS-02, V56 (CVE-2023-29020), V61b: a token ends with the session it was given to, and one from before does not begin with it.
#[tokio::test]
async fn a_token_lives_no_longer_than_its_session() {
    let mut world = World::new();
    let before = world.browser.open("/auth/csrf").await.json()["csrfToken"].clone();
    let before_cookie = world.browser.cookies[CSRF].clone();
    world.sign_in("op", "ada").await;
    let during = world.browser.open("/auth/csrf").await.json()["csrfToken"].clone();
    let during_cookie = world.browser.cookies[CSRF].clone();
    assert_ne!(before, during);

    world.browser.cookies.insert(CSRF.into(), before_cookie);
    let body = format!("csrfToken={}", before.as_str().expect("a token"));
    let answer = post(&mut world.browser, "/auth/signout", &[], &body).await;
    assert_rejected(&mut world, &answer, "from before").await;

    world.sign_in("op", "ada").await;
    world
        .browser
        .cookies
        .insert(CSRF.into(), during_cookie.clone());
    let body = format!("csrfToken={}", during.as_str().expect("a token"));
    let answer = post(&mut world.browser, "/auth/signout", &[], &body).await;
    assert_rejected(&mut world, &answer, "of the last session").await;

    world.browser.submit("/auth/signout", &[]).await;
    world.browser.cookies.insert(CSRF.into(), during_cookie);
    let answer = post(&mut world.browser, "/auth/signin/op", &[], &body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "after signing out");
}

/// CS-04
#[tokio::test]
async fn a_pair_of_cookie_and_field_that_somebody_planted_is_refused() {
    let (mut world, _) = signed_in().await;
    let mut stranger = world.another_browser();
    let strange_token = stranger.open("/auth/csrf").await.json()["csrfToken"].clone();
    let strange_token = strange_token.as_str().expect("a token").to_owned();
    let strange_cookie = stranger.cookies[CSRF].value.clone();
    let session = world.browser.cookies[SESSION].clone();
    for path in CHANGING {
        for (cookie, field) in [
            ("x", "x"),
            ("x.x", "x"),
            (".", ""),
            ("", ""),
            (strange_cookie.as_str(), strange_token.as_str()),
        ] {
            world.browser.cookies.clear();
            world
                .browser
                .cookies
                .insert(SESSION.into(), session.clone());
            let mut planted = session.clone();
            planted.value = cookie.to_owned();
            world.browser.cookies.insert(CSRF.into(), planted);
            let body = format!("csrfToken={field}");
            let answer = post(&mut world.browser, path, &[], &body).await;
            assert_rejected(&mut world, &answer, &format!("{path} {cookie}")).await;
        }
    }
}

/// CS-05, CS-06, V62, V63 (CVE-2025-47909)
#[tokio::test]
async fn another_site_is_refused_even_with_the_right_token() {
    let (mut world, token) = signed_in().await;
    let body = format!("csrfToken={token}");
    for path in CHANGING {
        for headers in [
            vec![(SITE, "cross-site")],
            vec![(SITE, "same-site")],
            vec![(SITE, "same-site"), (ORIGIN, "https://x.app.test")],
            vec![(SITE, "cross-site"), (ORIGIN, "https://app.test")],
            vec![(SITE, "SAME-ORIGIN")],
            vec![(SITE, "")],
            vec![(SITE, "same-origin"), (SITE, "cross-site")],
            vec![(SITE, "same-origin, cross-site")],
            vec![(ORIGIN, "https://evil.test")],
            vec![(ORIGIN, "https://x.app.test")],
            vec![(ORIGIN, "http://app.test")],
            vec![(ORIGIN, "https://app.test:8443")],
            vec![(ORIGIN, "https://app.test.evil.test")],
            vec![(ORIGIN, "https://app.test@evil.test")],
            vec![(ORIGIN, "https://app.test/")],
            vec![(ORIGIN, "HTTPS://APP.TEST")],
            vec![(ORIGIN, "")],
            vec![(ORIGIN, "https://app.test"), (ORIGIN, "https://evil.test")],
            vec![(ORIGIN, "https://app.test, https://evil.test")],
            vec![(ORIGIN, "https://evil.test"), (SITE, "same-origin")],
        ] {
            let answer = post(&mut world.browser, path, &headers, &body).await;
            assert_rejected(&mut world, &answer, &format!("{path} {headers:?}")).await;
        }
    }
}

/// CS-05: what a browser says of a sandboxed frame or a redirect is no proof, and no reproach.
#[tokio::test]
async fn an_opaque_origin_proves_nothing_by_itself() {
    let (mut world, token) = signed_in().await;
    for path in CHANGING {
        let headers = [(ORIGIN, "null")];
        let answer = post(&mut world.browser, path, &headers, "").await;
        assert_rejected(&mut world, &answer, path).await;
        let headers = [(ORIGIN, "null"), (SITE, "cross-site")];
        let body = format!("csrfToken={token}");
        let answer = post(&mut world.browser, path, &headers, &body).await;
        assert_rejected(&mut world, &answer, path).await;
    }
}

/// CS-08
#[tokio::test]
async fn a_referer_is_never_proof() {
    let (mut world, _) = signed_in().await;
    for path in CHANGING {
        for referer in [
            "https://app.test/",
            "https://app.test@evil.test/",
            "https://evil.test/?https://app.test",
            "https://app.test.evil.test/",
        ] {
            let answer = post(&mut world.browser, path, &[(REFERER, referer)], "").await;
            assert_rejected(&mut world, &answer, &format!("{path} {referer}")).await;
        }
    }
}

/// CS-09
#[tokio::test]
async fn a_body_is_a_form_or_json_and_says_so() {
    let (mut world, token) = signed_in().await;
    let json = format!(r#"{{"csrfToken":"{token}"}}"#);
    for path in CHANGING {
        for kind in [
            "text/plain",
            "multipart/form-data; boundary=x",
            "text/plain; application/json",
            "application/json-patch+json",
            "application/jsonx",
            "",
        ] {
            let headers = [(CONTENT_TYPE, kind), (SITE, "same-origin")];
            let answer = post(&mut world.browser, path, &headers, &json).await;
            assert_eq!(
                answer.status,
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "{path} {kind}"
            );
            assert!(answer.cookie_names().is_empty());
        }
        let twice = [
            (CONTENT_TYPE, "text/plain"),
            (CONTENT_TYPE, "application/json"),
            (SITE, "same-origin"),
        ];
        let answer = post(&mut world.browser, path, &twice, &json).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{path}");
        // JSON in a form is a form with one odd field.
        let answer = post(&mut world.browser, path, &[], &json).await;
        assert_rejected(&mut world, &answer, path).await;
        let answer = post(&mut world.browser, path, &[], &format!("{json}=")).await;
        assert_rejected(&mut world, &answer, path).await;
    }
}

/// CS-11, V44b (CVE-2015-9284)
#[tokio::test]
async fn no_link_picture_or_prefetch_starts_or_ends_anything() {
    let (mut world, token) = signed_in().await;
    for path in [
        "/auth/signin/op".to_owned(),
        "/auth/signin/op?callbackUrl=/dashboard".to_owned(),
        format!("/auth/signin/op?csrfToken={token}"),
        "/auth/signin?provider=op".to_owned(),
        format!("/auth/signout?csrfToken={token}"),
        "/auth/signout?confirm=true".to_owned(),
    ] {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            for headers in [
                vec![(ACCEPT, "image/avif,image/*"), (SITE, "cross-site")],
                vec![(ACCEPT, HTML), (SITE, "cross-site")],
                vec![
                    (ACCEPT, HTML),
                    (HeaderName::from_static("x-http-method-override"), "POST"),
                ],
            ] {
                let request = world
                    .browser
                    .request(method.clone(), &path, &headers, Body::empty());
                let answer = world.browser.send(request).await;
                assert!(!answer.location().contains("op.test"), "{method} {path}");
                assert!(world.browser.cookies_named(FLOW).is_empty());
            }
        }
    }
    assert_eq!(world.session().await["user"]["id"], json!("op:ada"));
    assert_eq!(
        world.providers.op.count(Endpoint::Discovery),
        1,
        "the first sign-in"
    );
}

/// CS-15
#[tokio::test]
async fn what_holds_a_token_is_kept_by_no_cache_and_given_to_no_other_session() {
    let mut tokens = std::collections::HashSet::new();
    for _ in 0..3 {
        let (mut world, token) = signed_in().await;
        assert!(tokens.insert(token.clone()));
        for path in ["/auth/csrf", "/auth/signin", "/auth/signout"] {
            let answer = world.browser.open(path).await;
            assert!(answer.text().contains(&token), "{path}");
            assert!(
                answer.header("cache-control").contains("no-store"),
                "{path}"
            );
            assert_eq!(answer.header("access-control-allow-origin"), "");
            let mut stranger = world.another_browser();
            assert!(!stranger.open(path).await.text().contains(&token), "{path}");
        }
    }
}

/// CS-01: the redirect URI changes something as well, and answers to nothing but its flow.
#[tokio::test]
async fn a_form_from_anywhere_is_no_sign_in_without_its_flow() {
    let mut world = World::new();
    let form = "code=x&state=y&iss=https://posting.test".to_owned();
    let page = world.deliver_form("/auth/callback/posting", form).await;
    assert!(page.cookie_names().is_empty());
    let answer = world.browser.submit_form_of(&page).await;
    assert_eq!(
        answer.location_parameter("code").as_deref(),
        Some("AUTH-301")
    );
    assert_eq!(world.providers.posting.count(Endpoint::Token), 0);
}

/// L-2, L-3, V11b, W0-36: nothing that a client sends becomes a session.
#[tokio::test]
async fn a_session_takes_nothing_from_a_request() {
    let (mut world, token) = signed_in().await;
    let forged = format!(
        r#"{{"csrfToken":"{token}","data":{{"user":{{"id":"op:root","name":"root"}}}},"user":{{"id":"op:root"}},"sub":"op:root"}}"#
    );
    let headers = [(CONTENT_TYPE, "application/json")];
    let answer = post(&mut world.browser, "/auth/session", &headers, &forged).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["user"]["id"], "op:ada");
    assert_eq!(world.session().await["user"]["name"], "Ada Lovelace");

    let mut stranger = world.another_browser();
    let token = stranger.open("/auth/csrf").await.json()["csrfToken"].clone();
    let forged = json!({ "csrfToken": token, "user": { "id": "op:root" }, "sub": "op:root" });
    let answer = post(
        &mut stranger,
        "/auth/session",
        &headers,
        &forged.to_string(),
    )
    .await;
    assert_eq!(answer.json(), json!(null));
    assert!(!stranger.cookies.contains_key(SESSION));
}
