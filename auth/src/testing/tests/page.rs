//! What people see.

use http::StatusCode;
use http::header::ACCEPT_LANGUAGE;

use super::*;
use crate::pages::{ENGLISH, GERMAN, Texts};
use crate::testing::Persona;

#[tokio::test]
async fn the_page_offers_every_persona_and_says_what_it_is() {
    let (provider, _) = provider();
    let page = get(&provider, &authorization(&[])).await.body;
    for text in [
        "Development provider",
        "nothing leaves this machine",
        "Corner Shop",
        "Ada Lovelace",
        "ada@example.com",
        "admin",
        "not verified",
        "no e-mail address",
        "Софья Ковалевская",
        "Somebody else",
        "Cancel",
    ] {
        assert!(page.contains(text), "the page lacks {text:?}");
    }
}

/// A provider inside an application speaks what its pages do. What it refuses it says to developers.
#[tokio::test]
async fn the_pages_for_people_speak_their_language() {
    let languages: &'static [&'static Texts] = &[&ENGLISH, &GERMAN];
    let provider = builder().languages(languages).build().unwrap();
    let ask = async |path: String| {
        let request = Request::get(path).header(ACCEPT_LANGUAGE, "de-CH, en;q=0.5");
        send(&provider, request.body(Body::empty()).unwrap()).await
    };
    let page = ask(format!("/op{}", authorization(&[]))).await;
    assert!(page.body.contains("<html lang=\"de\" dir=\"ltr\">"));
    for words in [
        "Wer meldet sich an?",
        "Das möchte <bdi>Corner Shop</bdi> wissen",
    ] {
        assert!(page.body.contains(words), "{}", page.body);
    }
    // Whatever stands in the template itself would be in English.
    let (_, body) = page.body.split_once("<body>").unwrap();
    for word in [
        "Sign", "sign", "You", "you", "Back", "verified", "address", "Cancel", "Somebody", "asks",
    ] {
        let says = |part: &str| {
            part.split(|one: char| !one.is_alphabetic())
                .any(|it| it == word)
        };
        let texts = body.split('<').filter_map(|part| part.split_once('>'));
        assert!(
            !texts.into_iter().any(|(_, text)| says(text)),
            "{word}: {body}"
        );
    }
    let refused = ask("/op/authorize".to_owned()).await;
    assert!(
        refused.body.contains("<html lang=\"en\""),
        "{}",
        refused.body
    );
}

#[tokio::test]
async fn the_pages_run_no_script_and_load_nothing() {
    let (provider, _) = provider();
    let page = get(&provider, &authorization(&[])).await;
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"));
    assert!(!policy.contains("script-src") && !policy.contains("unsafe"));
    assert!(!page.body.contains("<script") && !page.body.contains(" style="));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cache-control"), "no-store");
    let style = page
        .body
        .split("<style>")
        .nth(1)
        .unwrap()
        .split("</style>")
        .next()
        .unwrap();
    let hash = base64_simd::STANDARD.encode_to_string(ring::digest::digest(
        &ring::digest::SHA256,
        style.as_bytes(),
    ));
    assert!(
        policy.contains(&hash),
        "the policy is of another style sheet"
    );
}

/// HI: what comes from outside is text on the page.
#[tokio::test]
async fn nothing_from_a_request_or_a_persona_becomes_markup() {
    let persona = Persona::new("m")
        .name("<script>alert(1)</script>")
        .email("\"><img src=x>@example.com")
        .role("<b>");
    let provider = builder().personas([persona]).build().unwrap();
    let request = authorization(&[
        ("login_hint", Some("\"><script>")),
        ("nonce", Some("<i>")),
        ("scope", Some("openid <u>")),
    ]);
    let page = get(&provider, &request).await;
    assert_eq!(page.status, StatusCode::OK);
    for markup in ["<script", "<img", "<b>", "<i>", "<u>"] {
        assert!(!page.body.contains(markup), "{markup} is on the page");
    }
    let refused = get(
        &provider,
        &authorization(&[("redirect_uri", Some("https://x/<script>"))]),
    )
    .await;
    assert!(!refused.body.contains("<script"));
}

#[tokio::test]
async fn somebody_else_is_who_was_typed_in_and_the_same_next_time() {
    let (provider, _) = provider();
    let mut subjects = Vec::new();
    for _ in 0..2 {
        let page = get(&provider, &authorization(&[])).await;
        let interaction = page.field("interaction");
        let fields = [
            ("interaction", interaction.as_str()),
            ("name", " Zoë "),
            ("email", "zoe@example.com"),
            ("email_verified", "true"),
        ];
        let back = post(&provider, "/interaction", &fields).await;
        let tokens = exchange(&provider, &back.parameter("code").unwrap(), &[])
            .await
            .json();
        let claims = claims(tokens["id_token"].as_str().unwrap());
        assert_eq!(
            (&claims["name"], &claims["email"]),
            (&"Zoë".into(), &"zoe@example.com".into())
        );
        assert_eq!(claims["email_verified"], true);
        subjects.push(claims["sub"].clone());
    }
    assert_eq!(subjects[0], subjects[1]);
}

#[tokio::test]
async fn somebody_without_name_and_address_is_nobody() {
    let (provider, _) = provider();
    let page = get(&provider, &authorization(&[])).await;
    let interaction = page.field("interaction");
    let refused = post(
        &provider,
        "/interaction",
        &[("interaction", &interaction), ("name", "  ")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let refused = post(
        &provider,
        "/interaction",
        &[("interaction", &interaction), ("persona", "nobody")],
    )
    .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let back = post(
        &provider,
        "/interaction",
        &[("interaction", &interaction), ("persona", "ada")],
    )
    .await;
    assert!(
        back.parameter("code").is_some(),
        "the page can still be answered"
    );
}

#[tokio::test]
async fn a_page_is_answered_once() {
    let (provider, _) = provider();
    let page = get(&provider, &authorization(&[])).await;
    let interaction = page.field("interaction");
    let fields = [("interaction", interaction.as_str()), ("persona", "ada")];
    assert_eq!(
        post(&provider, "/interaction", &fields).await.status,
        StatusCode::SEE_OTHER
    );
    let again = post(&provider, "/interaction", &fields).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert!(again.is_page_without_redirect());
}

#[tokio::test]
async fn no_other_site_can_answer_a_page() {
    let (provider, _) = provider();
    let page = get(&provider, &authorization(&[])).await;
    let interaction = page.field("interaction");
    let fields = [("interaction", interaction.as_str()), ("persona", "ada")];
    for site in ["cross-site", "same-site"] {
        let refused = post_with(
            &provider,
            "/interaction",
            &fields,
            &[("sec-fetch-site", site)],
        )
        .await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{site}");
        assert!(refused.header("set-cookie").is_empty());
    }
    let own = [("sec-fetch-site", "same-origin")];
    let back = post_with(&provider, "/interaction", &fields, &own).await;
    assert!(back.parameter("code").is_some());
}

#[tokio::test]
async fn a_hinted_persona_comes_first_and_a_hinted_stranger_is_filled_in() {
    let (provider, _) = provider();
    let page = get(
        &provider,
        &authorization(&[("login_hint", Some("ALAN@example.com"))]),
    )
    .await
    .body;
    assert!(page.find("Alan Turing") < page.find("Ada Lovelace"));
    let page = get(
        &provider,
        &authorization(&[("login_hint", Some("new@example.com"))]),
    )
    .await
    .body;
    assert!(
        page.contains("value=\"new@example.com\"")
            && page.contains("<details class=\"panel\" open")
    );
}

#[tokio::test]
async fn a_picture_is_drawn_for_each_persona() {
    let (provider, _) = provider();
    let tokens = tokens(&provider).await;
    let picture = claims(tokens["id_token"].as_str().unwrap())["picture"]
        .as_str()
        .unwrap()
        .to_owned();
    let drawn = get(&provider, picture.strip_prefix(ISSUER).unwrap()).await;
    assert_eq!(
        (drawn.status, drawn.header("content-type")),
        (StatusCode::OK, "image/svg+xml")
    );
    assert!(
        drawn.body.contains("AL") && drawn.header("content-security-policy").contains("sandbox")
    );
    assert_eq!(
        get(&provider, "/picture?of=nobody").await.status,
        StatusCode::NOT_FOUND
    );
}
