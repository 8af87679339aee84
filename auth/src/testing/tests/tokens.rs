//! Token, UserInfo and revocation endpoints.

use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::json;

use super::*;
use crate::testing::{ClientAuthentication, Endpoint, Persona};

fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret));
    format!("Basic {}", base64_simd::STANDARD.encode_to_string(pair))
}

async fn userinfo(provider: &Provider, token: &str) -> Received {
    let request = Request::get("/op/userinfo").header(AUTHORIZATION, format!("bEARER {token}"));
    send(provider, request.body(Body::empty()).unwrap()).await
}

fn text(tokens: &Value, member: &str) -> String {
    tokens[member].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_code_becomes_tokens_with_a_verifiable_id_token() {
    let (provider, clock) = provider();
    let code = code(&provider).await;
    clock.advance(seconds(30));
    let response = exchange(&provider, &code, &[]).await;
    assert_eq!(response.status, StatusCode::OK);
    assert_eq!(response.header("cache-control"), "no-store");
    let tokens = response.json();
    assert_eq!(
        (&tokens["token_type"], &tokens["expires_in"]),
        (&json!("Bearer"), &json!(3600))
    );
    let id_token = text(&tokens, "id_token");
    assert!(verifies(&get(&provider, "/jwks").await.json(), &id_token));
    let claims = claims(&id_token);
    let hash = ring::digest::digest(
        &ring::digest::SHA256,
        text(&tokens, "access_token").as_bytes(),
    );
    let at_hash = base64_simd::URL_SAFE_NO_PAD.encode_to_string(&hash.as_ref()[..16]);
    assert_eq!(claims["iss"], ISSUER);
    assert_eq!(claims["aud"], "shop");
    assert_eq!(claims["sub"], "ada");
    assert_eq!(
        (&claims["auth_time"], &claims["iat"], &claims["exp"]),
        (&json!(NOW), &json!(NOW + 30), &json!(NOW + 3630))
    );
    assert_eq!(claims["nonce"], "the-nonce");
    assert_eq!(claims["at_hash"], at_hash);
    assert_eq!(
        (&claims["name"], &claims["email"], &claims["email_verified"]),
        (
            &json!("Ada Lovelace"),
            &json!("ada@example.com"),
            &json!(true)
        )
    );
    assert_eq!(claims["roles"], json!(["admin"]));
    assert!(claims["sid"].is_string());
}

#[tokio::test]
async fn claims_follow_the_scopes() {
    let (provider, _) = provider();
    let url = authorization_url(&[("scope", Some("openid"))]);
    let response = provider.authorize(url, "ada").await.unwrap();
    let tokens = exchange(&provider, response.parameter("code").unwrap(), &[])
        .await
        .json();
    let id_token = claims(&text(&tokens, "id_token"));
    for name in ["name", "picture", "email", "email_verified"] {
        assert!(id_token.get(name).is_none(), "{name} was not asked for");
    }
    assert!(
        tokens.get("refresh_token").is_none(),
        "offline_access was not asked for"
    );
}

#[tokio::test]
async fn without_openid_it_is_plain_oauth() {
    let (provider, _) = provider();
    let url = authorization_url(&[("scope", Some("profile"))]);
    let response = provider.authorize(url, "ada").await.unwrap();
    let tokens = exchange(&provider, response.parameter("code").unwrap(), &[])
        .await
        .json();
    assert!(tokens.get("id_token").is_none());
    assert_eq!(
        userinfo(&provider, &text(&tokens, "access_token"))
            .await
            .json()["name"],
        "Ada Lovelace"
    );
}

#[tokio::test]
async fn each_way_of_authenticating_works_for_whom_it_is_meant() {
    let (provider, _) = provider();
    let header = basic("shop", SECRET);
    let code = code(&provider).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let response = post_with(&provider, "/token", &fields, &[("authorization", &header)]).await;
    assert_eq!(
        response.status,
        StatusCode::OK,
        "client_secret_basic, form-encoded: {}",
        response.body
    );

    let url = authorization_url(&[("client_id", Some("phone"))]);
    let response = provider.authorize(url, "ada").await.unwrap();
    let changes = [("client_id", Some("phone")), ("client_secret", None)];
    let response = exchange(&provider, response.parameter("code").unwrap(), &changes).await;
    assert_eq!(response.status, StatusCode::OK, "none: {}", response.body);
}

#[tokio::test]
async fn a_client_that_does_not_prove_itself_gets_nothing_and_uses_nothing_up() {
    let (provider, _) = provider();
    let code = code(&provider).await;
    for changes in [
        [
            ("client_secret", Some("wrong")),
            ("client_id", Some("shop")),
        ],
        [("client_secret", None), ("client_id", Some("shop"))],
        [
            ("client_secret", Some(SECRET)),
            ("client_id", Some("unknown")),
        ],
        [
            ("client_secret", Some(SECRET)),
            ("client_id", Some("phone")),
        ],
        [("client_secret", None), ("client_id", None)],
    ] {
        let refused = exchange(&provider, &code, &changes).await;
        assert_eq!(
            (refused.status, refused.json()["error"].as_str()),
            (StatusCode::UNAUTHORIZED, Some("invalid_client")),
            "{changes:?}"
        );
        assert!(refused.header("www-authenticate").starts_with("Basic"));
    }
    for header in [
        basic("shop", "wrong"),
        "Bearer x".to_owned(),
        "Basic ???".to_owned(),
    ] {
        let refused = post_with(
            &provider,
            "/token",
            &[("grant_type", "authorization_code")],
            &[("authorization", &header)],
        )
        .await;
        assert_eq!(refused.json()["error"], "invalid_client", "{header}");
    }
    assert_eq!(exchange(&provider, &code, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_client_can_be_left_one_way_of_authenticating() {
    let client = Client::new("strict")
        .secret("x")
        .authentication(ClientAuthentication::Basic);
    let provider = Provider::builder()
        .issuer(ISSUER)
        .client(client)
        .build()
        .unwrap();
    let post_secret = [
        ("grant_type", "refresh_token"),
        ("client_id", "strict"),
        ("client_secret", "x"),
    ];
    assert_eq!(
        post(&provider, "/token", &post_secret).await.json()["error"],
        "invalid_client"
    );
    let header = basic("strict", "x");
    let response = post_with(
        &provider,
        "/token",
        &post_secret[..1],
        &[("authorization", &header)],
    )
    .await;
    assert_eq!(
        response.json()["error"],
        "invalid_request",
        "authenticated, but without a refresh token"
    );
}

#[tokio::test]
async fn a_token_request_is_one_form_and_authenticates_once() {
    let (provider, _) = provider();
    let code = code(&provider).await;
    let header = basic("shop", SECRET);
    let twice = post_with(
        &provider,
        "/token",
        &[("client_secret", SECRET)],
        &[("authorization", &header)],
    )
    .await;
    assert_eq!(twice.json()["error"], "invalid_request");
    let other = post_with(
        &provider,
        "/token",
        &[("client_id", "phone")],
        &[("authorization", &header)],
    )
    .await;
    assert_eq!(other.json()["error"], "invalid_request");
    let repeated = post(&provider, "/token", &[("code", &code), ("code", &code)]).await;
    assert_eq!(repeated.json()["error"], "invalid_request");
    let query = "/token?grant_type=authorization_code";
    let fields = [
        ("client_id", "shop"),
        ("client_secret", SECRET),
        ("code", &code),
    ];
    let own = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    let fields: Vec<_> = fields.into_iter().chain(own).collect();
    assert_eq!(
        post(&provider, query, &fields).await.json()["error"],
        "invalid_request"
    );
    let json = Request::post("/op/token")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from("{}"));
    assert_eq!(
        send(&provider, json.unwrap()).await.json()["error"],
        "invalid_request"
    );
    assert_eq!(
        exchange(&provider, &code, &[("grant_type", Some("password"))])
            .await
            .json()["error"],
        "unsupported_grant_type"
    );
    assert_eq!(
        exchange(&provider, &code, &[("grant_type", None)])
            .await
            .json()["error"],
        "invalid_request"
    );
}

/// FL-19: a code is worth nothing without the verifier of its own flow.
#[tokio::test]
async fn a_code_needs_its_verifier_its_redirect_uri_and_its_client() {
    let (provider, _) = provider();
    let other = "another-verifier-that-is-at-least-43-characters-long";
    for changes in [
        [("code_verifier", None)],
        [("code_verifier", Some(other))],
        [("code_verifier", Some("short"))],
        [("redirect_uri", None)],
        [("redirect_uri", Some("https://app.test/"))],
        [("code", Some("unknown"))],
    ] {
        let refused = exchange(&provider, &code(&provider).await, &changes).await;
        assert_eq!(
            (refused.status, refused.json()["error"].as_str()),
            (StatusCode::BAD_REQUEST, Some("invalid_grant")),
            "{changes:?}"
        );
    }
    let anothers = [("client_id", Some("phone")), ("client_secret", None)];
    let refused = exchange(&provider, &code(&provider).await, &anothers).await;
    assert_eq!(refused.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn a_verifier_that_is_too_short_fits_no_challenge() {
    let (provider, _) = provider();
    let short = "short-verifier";
    let challenge = sha256_base64url(short);
    let url = authorization_url(&[("code_challenge", Some(&challenge))]);
    let response = provider.authorize(url, "ada").await.unwrap();
    let code = response.parameter("code").unwrap();
    let refused = exchange(&provider, code, &[("code_verifier", Some(short))]).await;
    assert_eq!(refused.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn a_personas_own_claims_never_replace_the_protocols() {
    let (provider, _) = provider();
    let names = [
        "iss",
        "aud",
        "exp",
        "iat",
        "nonce",
        "auth_time",
        "at_hash",
        "sid",
        "sub",
    ];
    let persona = names.into_iter().fold(Persona::new("p"), |persona, name| {
        persona.claim(name, "mine")
    });
    let url = authorization_url(&[("nonce", None)]);
    let response = provider.authorize(url, persona).await.unwrap();
    let tokens = exchange(&provider, response.parameter("code").unwrap(), &[])
        .await
        .json();
    let claims = claims(&text(&tokens, "id_token"));
    assert!(
        names.into_iter().all(|name| claims[name] != "mine"),
        "{claims}"
    );
    assert!(claims.get("nonce").is_none());
}

#[tokio::test]
async fn a_code_lives_sixty_seconds() {
    let (provider, clock) = provider();
    let (first, second) = (code(&provider).await, code(&provider).await);
    clock.advance(seconds(59));
    assert_eq!(
        exchange(&provider, &first, &[]).await.status,
        StatusCode::OK
    );
    clock.advance(seconds(1));
    assert_eq!(
        exchange(&provider, &second, &[]).await.json()["error"],
        "invalid_grant"
    );
}

/// FL-05: the provider's half of "once only".
#[tokio::test]
async fn a_code_used_twice_is_refused_and_ends_what_it_gave() {
    let (provider, _) = provider();
    let code = code(&provider).await;
    let tokens = exchange(&provider, &code, &[]).await.json();
    let access_token = text(&tokens, "access_token");
    assert!(provider.is_active(&access_token));
    assert_eq!(
        exchange(&provider, &code, &[]).await.json()["error"],
        "invalid_grant"
    );
    assert!(
        !provider.is_active(&access_token) && !provider.is_active(&text(&tokens, "refresh_token"))
    );
    assert_eq!(provider.count(Endpoint::Token), 2);
}

async fn refresh(provider: &Provider, token: &str, scope: Option<&str>) -> Received {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", "shop"),
        ("client_secret", SECRET),
    ];
    let scope = scope.map(|scope| ("scope", scope));
    let fields: Vec<_> = fields.into_iter().chain(scope).collect();
    post(provider, "/token", &fields).await
}

#[tokio::test]
async fn a_refresh_token_gives_new_tokens_of_the_same_sign_in() {
    let (provider, clock) = provider();
    let first = tokens(&provider).await;
    clock.advance(seconds(1000));
    let second = refresh(&provider, &text(&first, "refresh_token"), None)
        .await
        .json();
    for member in ["access_token", "refresh_token", "id_token"] {
        assert_ne!(first[member], second[member], "{member}");
    }
    let (old, new) = (
        claims(&text(&first, "id_token")),
        claims(&text(&second, "id_token")),
    );
    for name in ["iss", "aud", "sub", "auth_time", "sid"] {
        assert_eq!(old[name], new[name], "{name}");
    }
    assert_eq!(new["iat"], NOW + 1000);
    assert!(new.get("nonce").is_none());
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_grant() {
    let (provider, _) = provider();
    let first = text(&tokens(&provider).await, "refresh_token");
    let second = text(
        &refresh(&provider, &first, None).await.json(),
        "refresh_token",
    );
    assert_eq!(
        refresh(&provider, &first, None).await.json()["error"],
        "invalid_grant"
    );
    assert_eq!(
        refresh(&provider, &second, None).await.json()["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn a_refresh_can_narrow_the_scope_and_not_widen_it() {
    let (provider, _) = provider();
    let token = text(&tokens(&provider).await, "refresh_token");
    assert_eq!(
        refresh(&provider, &token, Some("openid admin"))
            .await
            .json()["error"],
        "invalid_scope"
    );
    let narrow = refresh(&provider, &token, Some("openid")).await.json();
    assert_eq!(narrow["scope"], "openid");
    assert!(
        userinfo(&provider, &text(&narrow, "access_token"))
            .await
            .json()
            .get("email")
            .is_none()
    );
}

#[tokio::test]
async fn userinfo_answers_a_live_bearer_token_and_no_other() {
    let (provider, clock) = provider();
    let token = text(&tokens(&provider).await, "access_token");
    let answer = userinfo(&provider, &token).await;
    assert_eq!(answer.json()["sub"], "ada");
    assert_eq!(answer.json()["email"], "ada@example.com");
    assert!(answer.json().get("nonce").is_none());
    assert_eq!(
        post(&provider, "/userinfo", &[("access_token", &token)])
            .await
            .json()["sub"],
        "ada"
    );

    let unknown = userinfo(&provider, "unknown").await;
    assert_eq!(unknown.status, StatusCode::UNAUTHORIZED);
    assert!(unknown.header("www-authenticate").contains("invalid_token"));
    let in_query = get(&provider, &format!("/userinfo?access_token={token}")).await;
    assert_eq!(
        (in_query.status, in_query.header("www-authenticate")),
        (StatusCode::UNAUTHORIZED, "Bearer realm=\"provider\"")
    );
    clock.advance(seconds(3600));
    assert_eq!(
        userinfo(&provider, &token).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_lifetime_of_access_tokens_is_what_the_builder_says() {
    let clock = ManualClock::at(NOW);
    let provider = builder()
        .clock(clock.clone())
        .access_token_lifetime(seconds(5))
        .build()
        .unwrap();
    let tokens = tokens(&provider).await;
    assert_eq!(tokens["expires_in"], 5);
    clock.advance(seconds(5));
    assert!(!provider.is_active(&text(&tokens, "access_token")));
}

async fn revoke(provider: &Provider, token: &str, client: &[(&str, &str)]) -> Received {
    let fields: Vec<_> = [("token", token)]
        .into_iter()
        .chain(client.iter().copied())
        .collect();
    post(provider, "/revoke", &fields).await
}

const SHOP: &[(&str, &str)] = &[("client_id", "shop"), ("client_secret", SECRET)];

#[tokio::test]
async fn revoking_a_refresh_token_ends_everything_and_an_access_token_only_itself() {
    let (provider, _) = provider();
    let tokens = tokens(&provider).await;
    let (access, refresh) = (
        text(&tokens, "access_token"),
        text(&tokens, "refresh_token"),
    );
    assert_eq!(
        revoke(&provider, &access, SHOP).await.status,
        StatusCode::OK
    );
    assert!(!provider.is_active(&access) && provider.is_active(&refresh));

    let tokens = super::tokens(&provider).await;
    let (access, refresh) = (
        text(&tokens, "access_token"),
        text(&tokens, "refresh_token"),
    );
    assert_eq!(
        revoke(&provider, &refresh, SHOP).await.status,
        StatusCode::OK
    );
    assert!(!provider.is_active(&access) && !provider.is_active(&refresh));
}

#[tokio::test]
async fn revoking_needs_the_client_whose_token_it_is_but_no_token_that_exists() {
    let (provider, _) = provider();
    let access = text(&tokens(&provider).await, "access_token");
    assert_eq!(
        revoke(&provider, &access, &[("client_id", "shop")])
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        revoke(&provider, &access, &[("client_id", "phone")])
            .await
            .json()["error"],
        "invalid_request"
    );
    assert!(provider.is_active(&access));
    assert_eq!(
        revoke(&provider, "unknown", SHOP).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn all_grants_can_be_revoked_behind_everybodys_back() {
    let (provider, _) = provider();
    let refresh_token = text(&tokens(&provider).await, "refresh_token");
    provider.revoke_all_grants();
    assert_eq!(
        refresh(&provider, &refresh_token, None).await.json()["error"],
        "invalid_grant"
    );
}

#[tokio::test]
async fn codes_are_bounded_and_the_oldest_goes() {
    let (provider, _) = provider();
    let mut browser = provider.browser();
    let url = authorization_url(&[]);
    let mut codes = Vec::new();
    for _ in 0..=1000 {
        let response = browser.authorize(&url, "ada").await.unwrap();
        codes.push(response.parameter("code").unwrap().to_owned());
    }
    assert_eq!(
        exchange(&provider, &codes[0], &[]).await.json()["error"],
        "invalid_grant"
    );
    assert_eq!(
        exchange(&provider, &codes[1], &[]).await.status,
        StatusCode::OK
    );
}
