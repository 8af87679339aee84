//! The authorization endpoint.

use http::StatusCode;

use super::*;
use crate::testing::{BrowserError, Choice, Persona};

#[tokio::test]
async fn choosing_a_persona_leads_back_with_code_state_and_issuer() {
    let (provider, _) = provider();
    let page = get(&provider, &authorization(&[])).await;
    assert_eq!(page.status, StatusCode::OK);
    let fields = [
        ("interaction", page.field("interaction")),
        ("persona", "grace".to_owned()),
    ];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let back = post(&provider, "/interaction", &fields).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert!(
        back.header("location")
            .starts_with(&format!("{REDIRECT_URI}?code="))
    );
    assert_eq!(back.parameter("state").as_deref(), Some("the-state"));
    assert_eq!(back.parameter("iss").as_deref(), Some(ISSUER));
    assert_eq!(back.header("cache-control"), "no-store");
}

/// FL-13: the answer of somebody who presses Cancel.
#[tokio::test]
async fn cancelling_is_access_denied() {
    let (provider, _) = provider();
    let response = provider
        .authorize(authorization_url(&[]), Choice::Cancel)
        .await
        .unwrap();
    assert_eq!(response.parameter("error"), Some("access_denied"));
    assert_eq!(response.parameter("state"), Some("the-state"));
    assert_eq!(response.parameter("iss"), Some(ISSUER));
    assert_eq!(response.parameter("code"), None);
}

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_is_shown_and_never_followed() {
    let (provider, _) = provider();
    for uri in [
        None,
        Some("https://attacker.test/"),
        Some("https://app.test/auth/callback/acme/"),
        Some("https://app.test/auth/callback/acme?x=1"),
        Some("https://APP.test/auth/callback/acme"),
        Some("http://app.test/auth/callback/acme"),
    ] {
        let page = get(&provider, &authorization(&[("redirect_uri", uri)])).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{uri:?}");
        assert!(page.is_page_without_redirect(), "{uri:?}");
        assert!(
            page.body.contains(REDIRECT_URI),
            "the page says what is registered"
        );
    }
}

#[tokio::test]
async fn an_unknown_client_is_shown_and_never_followed() {
    let (provider, _) = provider();
    for id in [None, Some("other")] {
        let page = get(&provider, &authorization(&[("client_id", id)])).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.is_page_without_redirect());
    }
}

#[tokio::test]
async fn a_second_redirect_uri_or_client_id_is_nobodys() {
    let (provider, _) = provider();
    for extra in ["&redirect_uri=https://attacker.test/", "&client_id=phone"] {
        let page = get(&provider, &(authorization(&[]) + extra)).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.is_page_without_redirect());
    }
}

/// Each request that the provider refuses, and the error with which the browser goes back.
#[tokio::test]
async fn a_bad_request_goes_back_with_its_error() {
    let (provider, _) = provider();
    let cases: &[(Changes<'_>, &str)] = &[
        (&[("response_type", None)], "invalid_request"),
        (
            &[("response_type", Some("token"))],
            "unsupported_response_type",
        ),
        (
            &[("response_type", Some("code id_token"))],
            "unsupported_response_type",
        ),
        (&[("response_mode", Some("fragment"))], "invalid_request"),
        (&[("scope", None)], "invalid_scope"),
        (&[("scope", Some("openid \"x\""))], "invalid_scope"),
        (&[("code_challenge", None)], "invalid_request"),
        (&[("code_challenge", Some("short"))], "invalid_request"),
        (
            &[(
                "code_challenge",
                Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"),
            )],
            "invalid_request",
        ),
        (&[("code_challenge_method", None)], "invalid_request"),
        (
            &[("code_challenge_method", Some("plain"))],
            "invalid_request",
        ),
        (&[("prompt", Some("none login"))], "invalid_request"),
        (&[("prompt", Some("sometimes"))], "invalid_request"),
        (&[("prompt", Some("none"))], "login_required"),
        (&[("max_age", Some("-1"))], "invalid_request"),
        (&[("id_token_hint", Some("a.b.c"))], "invalid_request"),
        (&[("request", Some("e30"))], "request_not_supported"),
        (
            &[("request_uri", Some("https://app.test/r"))],
            "request_uri_not_supported",
        ),
        (
            &[("registration", Some("{}"))],
            "registration_not_supported",
        ),
    ];
    for (changes, error) in cases {
        let back = get(&provider, &authorization(changes)).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{changes:?}");
        assert!(
            back.header("location").starts_with(REDIRECT_URI),
            "{changes:?}"
        );
        assert_eq!(
            back.parameter("error").as_deref(),
            Some(*error),
            "{changes:?}"
        );
        assert_eq!(
            back.parameter("state").as_deref(),
            Some("the-state"),
            "{changes:?}"
        );
        assert_eq!(
            back.parameter("iss").as_deref(),
            Some(ISSUER),
            "{changes:?}"
        );
    }
    let twice = authorization(&[]) + "&scope=openid";
    assert_eq!(
        get(&provider, &twice).await.parameter("error").as_deref(),
        Some("invalid_request")
    );
}

#[tokio::test]
async fn an_authorization_request_can_be_posted() {
    let (provider, _) = provider();
    let path = authorization(&[]);
    let query = path.split_once('?').unwrap().1;
    let fields: Vec<_> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let page = post(&provider, "/authorize", &fields).await;
    assert!(page.body.contains("Ada Lovelace"));
}

/// FL-23: the response comes back as a form, in the body of a POST.
#[tokio::test]
async fn form_post_puts_the_response_into_a_form_that_sends_itself() {
    let (provider, _) = provider();
    let page = get(
        &provider,
        &authorization(&[("response_mode", Some("form_post"))]),
    )
    .await;
    let fields = [
        ("interaction", page.field("interaction")),
        ("persona", "ada".to_owned()),
    ];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let form = post(&provider, "/interaction", &fields).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains(&format!(
        "<form class=\"choices\" method=\"post\" action=\"{REDIRECT_URI}\""
    )));
    assert_eq!(
        (form.field("state").as_str(), form.field("iss").as_str()),
        ("the-state", ISSUER)
    );
    assert_eq!(form.field("code").len(), 43);
    let policy = form.header("content-security-policy");
    let script = form
        .body
        .split("<script>")
        .nth(1)
        .unwrap()
        .split("</script>")
        .next()
        .unwrap();
    let hash = base64_simd::STANDARD.encode_to_string(ring::digest::digest(
        &ring::digest::SHA256,
        script.as_bytes(),
    ));
    assert!(
        policy.contains(&format!("script-src 'sha256-{hash}'")),
        "{policy}"
    );
}

#[tokio::test]
async fn the_headless_browser_gets_a_form_post_as_a_body() {
    let (provider, _) = provider();
    let url = authorization_url(&[("response_mode", Some("form_post"))]);
    let response = provider.authorize(&url, "ada").await.unwrap();
    assert_eq!(response.url(), REDIRECT_URI);
    let form: Vec<_> = form_urlencoded::parse(response.form().unwrap().as_bytes())
        .into_owned()
        .collect();
    let names: Vec<_> = form.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "state", "iss"]);
}

#[tokio::test]
async fn the_headless_browser_can_be_anybody() {
    let (provider, _) = provider();
    let persona = Persona::new("sub-1")
        .name("Nobody Known")
        .claim("email", "n@example.com")
        .claim("email_verified", "true");
    let response = provider
        .authorize(authorization_url(&[]), persona)
        .await
        .unwrap();
    let tokens = exchange(&provider, response.parameter("code").unwrap(), &[])
        .await
        .json();
    let claims = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["sub"], "sub-1");
    assert_eq!(
        claims["email_verified"], "true",
        "a claim of the persona's own wins"
    );
}

#[tokio::test]
async fn the_headless_browser_tells_when_it_is_sent_nowhere() {
    let (provider, _) = provider();
    let error = provider
        .authorize(authorization_url(&[("redirect_uri", None)]), "ada")
        .await
        .unwrap_err();
    assert!(
        matches!(&error, BrowserError::Page { status: StatusCode::BAD_REQUEST, html } if html.contains("redirect_uri"))
    );
    let error = provider
        .authorize("https://other.test/authorize", "ada")
        .await
        .unwrap_err();
    assert!(matches!(error, BrowserError::NotThisProvider));
    let error = provider
        .authorize(authorization_url(&[]), "nobody")
        .await
        .unwrap_err();
    assert!(matches!(error, BrowserError::Page { .. }));
}
