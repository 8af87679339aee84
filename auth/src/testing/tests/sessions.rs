//! The provider's own session, and its end.

use http::StatusCode;

use super::*;
use crate::pages::ENGLISH;
use crate::testing::Choice;

fn query(path: &str, parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("{path}?{query}")
}

/// Signs Ada in through the pages, and gives her cookie and ID token.
async fn signed_in(provider: &Provider) -> (String, String) {
    let page = get(provider, &authorization(&[])).await;
    let interaction = page.field("interaction");
    let back = post(
        provider,
        "/interaction",
        &[("interaction", &interaction), ("persona", "ada")],
    )
    .await;
    let tokens = exchange(provider, &back.parameter("code").unwrap(), &[])
        .await
        .json();
    (
        back.cookie(),
        tokens["id_token"].as_str().unwrap().to_owned(),
    )
}

/// S4-4: an app's sign-out leaves the provider's session, so the second sign-in asks nothing.
#[tokio::test]
async fn a_second_sign_in_asks_nothing_unless_it_must() {
    let (provider, clock) = provider();
    let (cookie, first) = signed_in(&provider).await;
    clock.advance(seconds(100));
    let again = |changes: &'static [(&'static str, Option<&'static str>)]| {
        let (provider, cookie) = (provider.clone(), cookie.clone());
        async move { get_with_cookie(&provider, &authorization(changes), &cookie).await }
    };
    let back = again(&[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let tokens = exchange(&provider, &back.parameter("code").unwrap(), &[])
        .await
        .json();
    let (first, second) = (claims(&first), claims(tokens["id_token"].as_str().unwrap()));
    assert_eq!(
        (&first["auth_time"], &first["sid"]),
        (&second["auth_time"], &second["sid"])
    );

    for silent in [
        &[("prompt", Some("none"))] as &[_],
        &[("max_age", Some("100"))],
        &[("login_hint", Some("ada@example.com"))],
    ] {
        assert!(
            again(silent).await.parameter("code").is_some(),
            "{silent:?}"
        );
    }
    for asking in [
        &[("prompt", Some("login"))] as &[_],
        &[("prompt", Some("select_account consent"))],
        &[("max_age", Some("99"))],
        &[("max_age", Some("0"))],
        &[("login_hint", Some("grace"))],
    ] {
        assert!(
            again(asking).await.body.contains("Ada Lovelace"),
            "{asking:?}"
        );
    }
    for impossible in [
        &[("prompt", Some("none")), ("max_age", Some("99"))] as &[_],
        &[("prompt", Some("none")), ("login_hint", Some("grace"))],
    ] {
        assert_eq!(
            again(impossible).await.parameter("error").as_deref(),
            Some("login_required"),
            "{impossible:?}"
        );
    }
}

#[tokio::test]
async fn max_age_zero_asks_even_in_the_same_second() {
    let (provider, _) = provider();
    let (cookie, _) = signed_in(&provider).await;
    let page = get_with_cookie(
        &provider,
        &authorization(&[("max_age", Some("0"))]),
        &cookie,
    )
    .await;
    assert!(page.body.contains("Who signs in?"));
}

#[tokio::test]
async fn an_id_token_hint_of_somebody_else_asks() {
    let (provider, _) = provider();
    let (cookie, own) = signed_in(&provider).await;
    let grace = forged(&provider, IdTokenForgery::new().claim("sub", "grace")).await;
    let own = authorization(&[("id_token_hint", Some(&own))]);
    assert!(
        get_with_cookie(&provider, &own, &cookie)
            .await
            .parameter("code")
            .is_some()
    );
    let other = authorization(&[("id_token_hint", Some(&grace)), ("prompt", Some("none"))]);
    let back = get_with_cookie(&provider, &other, &cookie).await;
    assert_eq!(back.parameter("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_hint_whose_header_names_another_algorithm_is_none() {
    let (provider, _) = provider();
    let (cookie, _) = signed_in(&provider).await;
    let hint = forged(&provider, IdTokenForgery::new().header("alg", "ES384")).await;
    let page = get_with_cookie(
        &provider,
        &query("/end-session", &[("id_token_hint", &hint)]),
        &cookie,
    )
    .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_question_whether_to_sign_out_is_answered_once() {
    let (provider, _) = provider();
    let (cookie, _) = signed_in(&provider).await;
    let page = get_with_cookie(&provider, "/end-session", &cookie).await;
    let interaction = page.field("interaction");
    for status in [StatusCode::OK, StatusCode::BAD_REQUEST] {
        let answer = post(&provider, "/interaction", &[("interaction", &interaction)]).await;
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn signing_in_anew_is_a_new_session_and_ends_the_old_one() {
    let (provider, _) = provider();
    let (old, first) = signed_in(&provider).await;
    let request = authorization(&[("prompt", Some("login"))]);
    let page = get_with_cookie(&provider, &request, &old).await;
    let interaction = page.field("interaction");
    let fields = [("interaction", interaction.as_str()), ("persona", "ada")];
    let back = post_with(&provider, "/interaction", &fields, &[("cookie", &old)]).await;
    let tokens = exchange(&provider, &back.parameter("code").unwrap(), &[])
        .await
        .json();
    assert_ne!(
        claims(&first)["sid"],
        claims(tokens["id_token"].as_str().unwrap())["sid"]
    );
    assert!(
        get_with_cookie(&provider, &authorization(&[]), &old)
            .await
            .body
            .contains("Who signs in?")
    );
}

#[tokio::test]
async fn the_cookie_is_the_providers_own() {
    let (provider, _) = provider();
    let page = get(&provider, &authorization(&[])).await;
    let interaction = page.field("interaction");
    let back = post(
        &provider,
        "/interaction",
        &[("interaction", &interaction), ("persona", "ada")],
    )
    .await;
    let cookie = back.header("set-cookie");
    assert!(cookie.starts_with("provider-session="));
    assert!(
        cookie.ends_with("; Path=/op; HttpOnly; SameSite=Lax; Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_session_ends_after_a_day_or_when_the_provider_forgets_it() {
    let (provider, clock) = provider();
    let (cookie, _) = signed_in(&provider).await;
    clock.advance(seconds(24 * 3600));
    assert!(
        get_with_cookie(&provider, &authorization(&[]), &cookie)
            .await
            .body
            .contains("Who signs in?")
    );
    let (cookie, _) = signed_in(&provider).await;
    provider.end_all_sessions();
    assert!(
        get_with_cookie(&provider, &authorization(&[]), &cookie)
            .await
            .body
            .contains("Who signs in?")
    );
}

/// S4-5, S4-6, S4-7, S4-9: with the ID token of the session no page asks, and the next sign-in asks again.
#[tokio::test]
async fn a_sign_out_with_the_sessions_id_token_goes_straight_back() {
    let (provider, _) = provider();
    let (cookie, id_token) = signed_in(&provider).await;
    let request = query(
        "/end-session",
        &[
            ("id_token_hint", &id_token),
            ("post_logout_redirect_uri", "https://app.test/signed-out"),
            ("state", "s 1"),
        ],
    );
    let back = get_with_cookie(&provider, &request, &cookie).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert_eq!(
        back.header("location"),
        "https://app.test/signed-out?state=s+1"
    );
    assert!(back.header("set-cookie").contains("Max-Age=0"));
    assert!(
        get_with_cookie(&provider, &authorization(&[]), &cookie)
            .await
            .body
            .contains("Who signs in?")
    );
}

#[tokio::test]
async fn an_expired_id_token_is_a_good_hint_and_so_is_one_of_a_withdrawn_key() {
    let (provider, clock) = provider();
    let (cookie, id_token) = signed_in(&provider).await;
    clock.advance(seconds(7200));
    provider.rotate_keys().unwrap();
    provider.withdraw_old_keys();
    let request = query("/end-session", &[("id_token_hint", &id_token)]);
    let page = get_with_cookie(&provider, &request, &cookie).await;
    assert!(page.body.contains("You are signed out"));
}

#[tokio::test]
async fn a_sign_out_without_proof_is_asked_about() {
    let (provider, _) = provider();
    let (cookie, _) = signed_in(&provider).await;
    let (_, anothers) = signed_in(&provider).await;
    let return_to = ("post_logout_redirect_uri", "https://app.test/signed-out");
    for hint in [("client_id", "shop"), ("id_token_hint", &anothers)] {
        let page = get_with_cookie(
            &provider,
            &query("/end-session", &[hint, return_to]),
            &cookie,
        )
        .await;
        assert!(page.body.contains("Sign out of the provider?"), "{hint:?}");
        let interaction = page.field("interaction");
        let stay = [("interaction", interaction.as_str()), ("stay", "true")];
        let stayed = post_with(&provider, "/interaction", &stay, &[("cookie", &cookie)]).await;
        assert!(stayed.body.contains("still signed in"));
    }
    assert!(
        get_with_cookie(&provider, &authorization(&[]), &cookie)
            .await
            .parameter("code")
            .is_some()
    );

    let page = get_with_cookie(
        &provider,
        &query("/end-session", &[("client_id", "shop"), return_to]),
        &cookie,
    )
    .await;
    let interaction = page.field("interaction");
    let left = post_with(
        &provider,
        "/interaction",
        &[("interaction", &interaction)],
        &[("cookie", &cookie)],
    )
    .await;
    assert_eq!(left.header("location"), "https://app.test/signed-out");
    assert!(
        get_with_cookie(&provider, &authorization(&[]), &cookie)
            .await
            .body
            .contains("Who signs in?")
    );
}

#[tokio::test]
async fn a_sign_out_never_leads_to_a_url_that_is_not_registered() {
    let (provider, _) = provider();
    let (cookie, id_token) = signed_in(&provider).await;
    for parameters in [
        &[
            ("id_token_hint", id_token.as_str()),
            ("post_logout_redirect_uri", "https://attacker.test/"),
        ] as &[_],
        &[("post_logout_redirect_uri", "https://app.test/signed-out")],
        &[
            ("id_token_hint", "a.b.c"),
            ("post_logout_redirect_uri", "https://app.test/signed-out"),
        ],
        &[
            ("id_token_hint", &id_token),
            ("client_id", "phone"),
            ("post_logout_redirect_uri", "https://app.test/signed-out"),
        ],
        &[("client_id", "unknown")],
        &[("client_id", "shop"), ("client_id", "shop")],
    ] {
        let page = get_with_cookie(&provider, &query("/end-session", parameters), &cookie).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{parameters:?}");
        assert!(page.is_page_without_redirect(), "{parameters:?}");
    }
    assert!(
        get_with_cookie(&provider, &authorization(&[]), &cookie)
            .await
            .parameter("code")
            .is_some()
    );
}

#[tokio::test]
async fn a_hint_with_another_signature_is_none() {
    let (provider, _) = provider();
    let (cookie, id_token) = signed_in(&provider).await;
    let forged = id_token.rsplit_once('.').unwrap().0.to_owned() + "." + &"A".repeat(86);
    let page = get_with_cookie(
        &provider,
        &query("/end-session", &[("id_token_hint", &forged)]),
        &cookie,
    )
    .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_end_of_a_session_ends_its_grants_but_not_offline_ones() {
    let (provider, _) = provider();
    for (scope, survives) in [("openid", false), ("openid offline_access", true)] {
        let mut browser = provider.browser();
        let url = authorization_url(&[("scope", Some(scope))]);
        let response = browser.authorize(&url, "ada").await.unwrap();
        let tokens = exchange(&provider, response.parameter("code").unwrap(), &[])
            .await
            .json();
        let hint = query(
            &format!("{ISSUER}/end-session"),
            &[("id_token_hint", tokens["id_token"].as_str().unwrap())],
        );
        assert!(!browser.end_session(hint).await.unwrap().was_asked());
        assert_eq!(
            provider.is_active(tokens["access_token"].as_str().unwrap()),
            survives,
            "{scope}"
        );
    }
}

/// Front-Channel Logout §2
#[tokio::test]
async fn applications_are_told_in_frames_before_the_browser_goes_on() {
    let client = |id: &str| {
        Client::new(id)
            .redirect_uri("https://app.test/callback")
            .post_logout_redirect_uri("https://app.test/bye")
            .frontchannel_logout_uri(format!("https://{id}.test/leave?a=1"))
    };
    let provider = Provider::builder()
        .issuer(ISSUER)
        .client(client("app"))
        .client(client("never"))
        .client(Client::new("silent").redirect_uri("https://app.test/callback"))
        .build()
        .unwrap();
    for (asks, told) in [("app", true), ("silent", false)] {
        let mut browser = provider.browser();
        let url = authorization_url(&[
            ("client_id", Some(asks)),
            ("redirect_uri", Some("https://app.test/callback")),
        ]);
        browser.authorize(&url, "ada").await.unwrap();
        let sid = provider.sessions_of("ada").pop().unwrap();
        let end = query(
            &format!("{ISSUER}/end-session"),
            &[
                ("client_id", "app"),
                ("post_logout_redirect_uri", "https://app.test/bye"),
                ("state", "s"),
            ],
        );
        let end = browser.end_session(end).await.unwrap();
        assert_eq!(end.location(), Some("https://app.test/bye?state=s"));
        let frames: Vec<url::Url> = end
            .frames()
            .iter()
            .map(|one| one.parse().unwrap())
            .collect();
        assert_eq!(frames.len(), usize::from(told), "{asks}");
        for frame in frames {
            assert!(frame.as_str().starts_with("https://app.test/leave?a=1&"));
            let says = |name: &str| {
                let mut pairs = frame.query_pairs();
                pairs.find(|(key, _)| key == name).unwrap().1.into_owned()
            };
            assert_eq!((says("iss"), says("sid")), (ISSUER.to_owned(), sid.clone()));
        }
    }
}

#[test]
fn the_page_with_frames_lets_in_their_origins_and_goes_on() {
    let page = crate::testing::page::telling(
        &ENGLISH,
        &["https://app.test:8443/leave?iss=a&sid=b".to_owned()],
        Some("https://app.test/bye"),
    );
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("; frame-src https://app.test:8443"),
        "{policy}"
    );
    assert!(policy.contains("; script-src 'sha256-"), "{policy}");
    let html = std::str::from_utf8(&page.body).unwrap();
    assert!(html.contains(r#"<iframe hidden src="https://app.test:8443/leave?iss=a&amp;sid=b""#));
    assert!(html.contains(r#"href="https://app.test/bye""#));
    let still = crate::testing::page::telling(&ENGLISH, &[], None);
    let policy = still.headers["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("script-src") && !policy.contains("frame-src"));
}

#[tokio::test]
async fn the_headless_browser_keeps_the_session_and_ends_it() {
    let (provider, _) = provider();
    let mut browser = provider.browser();
    let url = authorization_url(&[]);
    assert!(browser.authorize(&url, "ada").await.unwrap().was_asked());
    assert!(
        !browser
            .authorize(&url, Choice::Cancel)
            .await
            .unwrap()
            .was_asked()
    );
    assert!(
        provider.authorize(&url, "ada").await.unwrap().was_asked(),
        "a new browser has no session"
    );
    let end = browser
        .end_session(format!("{ISSUER}/end-session"))
        .await
        .unwrap();
    assert!(end.was_asked() && end.location().is_none());
    assert!(browser.authorize(&url, "ada").await.unwrap().was_asked());
}
