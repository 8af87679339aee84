//! Pushed authorization requests (RFC 9126): what is asked goes to the provider directly.

use auth::testing::{Endpoint, Fault, SigningAlgorithm};
use auth_tests::support::browser::Answer;
use http::StatusCode;
use serde_json::json;

use crate::world::{World, assertions};

fn world() -> World {
    World::new(SigningAlgorithm::Es256)
}

/// The names in the query of where a browser is sent.
fn names(start: &Answer) -> Vec<String> {
    let url = start.location_url();
    url.query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect()
}

/// R-PAR-01, PF-18
#[tokio::test]
async fn the_browser_carries_the_name_of_the_request_and_whose_it_is() {
    let mut world = world();
    let start = world.begin("pushed").await;
    assert!(
        start
            .location()
            .starts_with("https://pushed.test/authorize?")
    );
    assert_eq!(names(&start), ["client_id", "request_uri"]);
    let pushed = world
        .providers
        .pushed
        .requests_to(Endpoint::PushedAuthorization);
    assert_eq!(pushed.len(), 1);
    let said = |name: &str| pushed[0].parameter(name).map(str::to_owned);
    assert_eq!(said("response_type").as_deref(), Some("code"));
    assert_eq!(said("client_id").as_deref(), Some("app"));
    assert_eq!(said("code_challenge_method").as_deref(), Some("S256"));
    assert_eq!(
        said("redirect_uri").as_deref(),
        Some("https://app.test/auth/callback/pushed")
    );
    for secret in ["state", "nonce", "code_challenge", "scope"] {
        assert!(
            said(secret).is_some_and(|value| !value.is_empty()),
            "{secret}"
        );
    }
    // As at the token endpoint.
    assert!(
        pushed[0]
            .header("authorization")
            .unwrap()
            .starts_with("Basic ")
    );
}

#[tokio::test]
async fn somebody_signs_in_at_a_provider_that_takes_nothing_else() {
    let mut world = world();
    let answer = world.sign_in("pushed", "ada").await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(world.user().await, "Ada Lovelace");
}

/// R-PAR-02: the name is good once.
#[tokio::test]
async fn a_request_that_somebody_has_seen_in_the_address_is_of_no_use() {
    let mut world = world();
    let start = world.begin("pushed").await;
    let pushed = world.providers.pushed.clone();
    assert!(pushed.authorize(start.location(), "ada").await.is_ok());
    assert!(pushed.authorize(start.location(), "ada").await.is_err());
    let late = world.begin("pushed").await;
    world.wait(60);
    assert!(pushed.authorize(late.location(), "ada").await.is_err());
}

/// Without discovery, with a key instead of a secret.
#[tokio::test]
async fn a_provider_without_discovery_is_pushed_to_where_the_declaration_says() {
    let mut world = world();
    let answer = world.sign_in("plain", "grace").await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(world.user().await, "Grace Hopper");
    let plain = &world.providers.plain;
    let pushed = assertions(plain, Endpoint::PushedAuthorization);
    assert_eq!(pushed.len(), 1);
    assert_eq!(pushed[0].claims["aud"], "https://plain.test/token");
    let redeemed = assertions(plain, Endpoint::Token);
    assert_ne!(pushed[0].claims["jti"], redeemed[0].claims["jti"]);
}

/// R-PAR-03
#[tokio::test]
async fn a_provider_that_requires_it_is_pushed_to_without_being_asked_for() {
    let mut world = world();
    let start = world.begin("signed").await;
    assert!(!names(&start).contains(&"request_uri".to_owned()));
    let mut world = self::world();
    let required = Fault::set("require_pushed_authorization_requests", true);
    world.providers.signed.next(Endpoint::Discovery, required);
    let start = world.begin("signed").await;
    assert_eq!(names(&start), ["client_id", "request_uri"]);
    let pushed = assertions(&world.providers.signed, Endpoint::PushedAuthorization);
    assert_eq!(pushed[0].claims["aud"], "https://signed.test");
}

/// R-PAR-03: nobody is sent there with a whole request instead.
#[tokio::test]
async fn who_is_to_push_and_cannot_goes_nowhere() {
    for (id, fault) in [
        (
            "pushed",
            Fault::remove("pushed_authorization_request_endpoint"),
        ),
        (
            "signed",
            Fault::remove("pushed_authorization_request_endpoint")
                .and(Fault::set("require_pushed_authorization_requests", true)),
        ),
        (
            "pushed",
            Fault::set(
                "pushed_authorization_request_endpoint",
                "http://pushed.test/par",
            ),
        ),
        (
            "pushed",
            Fault::set(
                "pushed_authorization_request_endpoint",
                "https://10.0.0.1/par",
            ),
        ),
    ] {
        let mut world = world();
        world
            .providers
            .by_id(id)
            .next(Endpoint::Discovery, fault.clone());
        let start = world.begin(id).await;
        assert_eq!(
            start.location_parameter("code").as_deref(),
            Some("AUTH-311"),
            "{fault:?}"
        );
        assert!(start.location().starts_with("https://app.test/"));
    }
}

/// PF-07, PF-18, R-PAR-02
#[tokio::test]
async fn an_error_ends_the_start_and_sends_nobody_to_the_provider() {
    let unavailable = "AUTH-401";
    for (fault, code) in [
        (Fault::error("invalid_request"), unavailable),
        (Fault::error("invalid_client"), unavailable),
        (Fault::remove("request_uri"), unavailable),
        (Fault::set("request_uri", ""), unavailable),
        (Fault::set("request_uri", 7), unavailable),
        (Fault::set("request_uri", "urn:a b"), unavailable),
        (Fault::set("request_uri", "x".repeat(2_049)), unavailable),
        (Fault::remove("expires_in"), unavailable),
        (Fault::set("expires_in", 0), unavailable),
        (Fault::set("expires_in", -1), unavailable),
        (Fault::set("expires_in", "soon"), unavailable),
        (Fault::patch(|answer| *answer = json!([])), unavailable),
        (Fault::status(StatusCode::OK), unavailable),
        (Fault::status(StatusCode::NO_CONTENT), unavailable),
        (Fault::status(StatusCode::TOO_MANY_REQUESTS), unavailable),
        (Fault::status(StatusCode::BAD_GATEWAY), unavailable),
        (
            Fault::status(StatusCode::CREATED).and(Fault::body("text/html", "<h1>Oh</h1>")),
            unavailable,
        ),
        (Fault::disconnect(), unavailable),
        (Fault::redirect("https://evil.test/"), "AUTH-311"),
        (Fault::huge(2 * 1024 * 1024), "AUTH-311"),
    ] {
        let mut world = world();
        let pushed = world.providers.pushed.clone();
        pushed.next(Endpoint::PushedAuthorization, fault.clone());
        let start = world.begin("pushed").await;
        assert_eq!(
            start.location_parameter("code").as_deref(),
            Some(code),
            "{fault:?}"
        );
        assert!(
            start.location().starts_with("https://app.test/auth/error?"),
            "{fault:?}"
        );
        assert!(
            start
                .cookie_names()
                .iter()
                .all(|name| !name.contains("flow")),
            "{fault:?}"
        );
        assert_eq!(pushed.count(Endpoint::PushedAuthorization), 1, "{fault:?}");
        assert_eq!(pushed.pending_faults(), 0, "{fault:?}");
    }
}

/// What a request may add travels with the rest, and replaces nothing.
#[tokio::test]
async fn parameters_of_a_request_are_pushed_and_the_protocols_own_are_not_theirs() {
    let mut world = world();
    let start = world
        .browser
        .submit("/auth/signin/pushed?login_hint=ada%40example.com", &[])
        .await;
    assert_eq!(names(&start), ["client_id", "request_uri"]);
    let pushed = world
        .providers
        .pushed
        .requests_to(Endpoint::PushedAuthorization);
    assert_eq!(pushed[0].parameter("login_hint"), Some("ada@example.com"));
    let evil = world
        .browser
        .submit(
            "/auth/signin/pushed?request_uri=urn%3Aevil&client_id=evil",
            &[],
        )
        .await;
    assert!(!evil.location().contains("evil"), "{}", evil.location());
    let pushed = world
        .providers
        .pushed
        .requests_to(Endpoint::PushedAuthorization);
    for request in pushed {
        assert_eq!(request.parameter("client_id"), Some("app"));
        assert_eq!(request.parameter("request_uri"), None);
    }
}
