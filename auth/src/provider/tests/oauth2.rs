//! Signing in with a provider that speaks OAuth 2.0 alone.

use auth_spec::{Endpoints, ProfileMapping};

use super::*;

fn spec() -> ProviderSpec {
    ProviderSpec {
        endpoints: Endpoints {
            authorization: Some(AUTHORIZE),
            token: Some(TOKEN),
            userinfo: Some(USERINFO),
            emails: Some(EMAILS),
            ..Endpoints::NONE
        },
        ..ProviderSpec::OAUTH2
    }
}

fn github() -> ProviderSpec {
    ProviderSpec {
        profile: ProfileMapping {
            subject: &["/id"],
            name: &["/name", "/login"],
            email_verified: &[],
            picture: &["/avatar_url"],
            quirk: Some(ProfileQuirk::GitHubEmails),
            ..ProfileMapping::STANDARD_CLAIMS
        },
        ..spec()
    }
}

impl Fixture {
    fn oauth2(spec: ProviderSpec) -> Self {
        let fixture = Self::new(configuration(declaration(spec)));
        let response =
            json!({ "access_token": "at", "token_type": "bearer", "scope": "read:user" });
        fixture.client.on(TOKEN, Reply::json(&response));
        fixture
    }
}

const UNBOUND: Redemption<'static> = Redemption {
    nonce: None,
    ..REDEMPTION
};

#[tokio::test]
async fn a_code_becomes_a_user() {
    let fixture = Fixture::oauth2(spec());
    fixture.client.on(
        USERINFO,
        Reply::json(&json!({ "id": 583231, "name": "Ada", "email": "a@x.test" })),
    );
    let identity = fixture.identify(UNBOUND).await.unwrap();
    assert_eq!(identity.profile.subject, "583231");
    assert_eq!(
        (
            identity.profile.email.as_deref(),
            identity.profile.email_verified
        ),
        (Some("a@x.test"), false)
    );
    assert_eq!((identity.issuer, identity.auth_time), (None, None));
    assert_eq!(identity.tokens.scope.as_deref(), Some("read:user"));
    assert_eq!(
        fixture.client.requests_to(USERINFO)[0].header("authorization"),
        Some("Bearer at")
    );
    assert_eq!(
        fixture.token_request().field("code_verifier").unwrap(),
        "the verifier"
    );
    assert!(fixture.client.requests_to(DISCOVERY).is_empty());
}

#[tokio::test]
async fn github_is_asked_for_the_address() {
    let fixture = Fixture::oauth2(github());
    fixture.client.on(
        USERINFO,
        Reply::json(&json!({ "id": 1, "login": "ada", "name": null, "email": null })),
    );
    let list = json!([
        { "email": "old@x.test", "primary": false, "verified": true },
        { "email": "ada@x.test", "primary": true, "verified": true },
    ]);
    fixture.client.on(EMAILS, Reply::json(&list));
    let profile = fixture.identify(UNBOUND).await.unwrap().profile;
    assert_eq!(
        (profile.email.as_deref(), profile.email_verified),
        (Some("ada@x.test"), true)
    );
    assert_eq!(profile.name.as_deref(), Some("ada"));
    let sent = &fixture.client.requests_to(EMAILS)[0];
    assert_eq!(sent.header("authorization"), Some("Bearer at"));
    assert!(sent.header("user-agent").is_some());
}

#[tokio::test(start_paused = true)]
async fn who_may_not_read_the_addresses_signs_in_without() {
    for reply in [
        Reply::status(404),
        Reply::status(403),
        Reply::status(500),
        Reply::Broken,
        Reply::Hang,
    ] {
        let fixture = Fixture::oauth2(github());
        fixture
            .client
            .on(USERINFO, Reply::json(&json!({ "id": 1, "login": "ada" })));
        fixture.client.on(EMAILS, reply);
        let profile = fixture.identify(UNBOUND).await.unwrap().profile;
        assert_eq!((profile.subject.as_str(), profile.email), ("1", None));
    }
    let fixture = Fixture::oauth2(github());
    fixture
        .client
        .on(USERINFO, Reply::json(&json!({ "id": 1, "login": "ada" })));
    fixture
        .client
        .on(EMAILS, Reply::typed(200, "text/html", "<html>"));
    assert_eq!(code(fixture.identify(UNBOUND).await), "bad_response");
}

#[tokio::test]
async fn addresses_are_not_asked_for_where_nobody_reads_them() {
    let fixture = Fixture::oauth2(spec());
    fixture
        .client
        .on(USERINFO, Reply::json(&json!({ "id": 1 })));
    fixture.identify(UNBOUND).await.unwrap();
    assert!(fixture.client.requests_to(EMAILS).is_empty());
}

/// PF-04, IT-34: an answer that identifies nobody signs nobody in.
#[tokio::test]
async fn an_answer_that_identifies_nobody_is_refused() {
    for (reply, name) in [
        (
            Reply::json(&json!({ "name": "Ada", "email": "a@x.test" })),
            "profile_unusable",
        ),
        (Reply::json(&json!({ "id": null })), "profile_unusable"),
        (
            Reply::json(&json!({ "error": "insufficient_scope" })),
            "profile_unusable",
        ),
        (Reply::json(&json!([{ "id": 1 }])), "bad_response"),
        (Reply::typed(200, "text/html", "{\"id\":1}"), "bad_response"),
        (
            Reply::typed(200, "application/json", "[".repeat(10_000)),
            "bad_response",
        ),
        (Reply::Endless(Arc::default()), "bad_response"),
        (Reply::status(302), "bad_response"),
        (Reply::status(401), "provider_unavailable"),
        (Reply::status(503), "provider_unavailable"),
        (Reply::Broken, "provider_unavailable"),
    ] {
        let fixture = Fixture::oauth2(spec());
        fixture.client.on(USERINFO, reply);
        assert_eq!(code(fixture.identify(UNBOUND).await), name);
    }
}

/// FL-19
#[tokio::test]
async fn a_refused_code_is_followed_by_no_request() {
    let fixture = Fixture::oauth2(spec());
    fixture.client.on(
        TOKEN,
        Reply::json(&json!({ "error": "bad_verification_code" })),
    );
    assert_eq!(
        code(fixture.identify(UNBOUND).await),
        "token_exchange_failed"
    );
    assert!(fixture.client.requests_to(USERINFO).is_empty());
}

/// PF-15
#[tokio::test]
async fn a_token_of_another_type_is_not_used() {
    let fixture = Fixture::oauth2(spec());
    fixture.client.on(
        TOKEN,
        Reply::json(&json!({ "access_token": "at", "token_type": "mac" })),
    );
    assert_eq!(code(fixture.identify(UNBOUND).await), "bad_response");
    assert!(fixture.client.requests_to(USERINFO).is_empty());
}

/// An ID token that a provider of this kind sends along is not checked, and says nothing.
#[tokio::test]
async fn an_id_token_that_nobody_checks_identifies_nobody() {
    let fixture = Fixture::oauth2(spec());
    let unsigned = compact(&json!({ "alg": "none" }), br#"{"sub":"victim"}"#, |_| {
        Vec::new()
    });
    fixture.client.on(
        TOKEN,
        Reply::json(&json!({ "access_token": "at", "token_type": "bearer", "id_token": unsigned })),
    );
    fixture
        .client
        .on(USERINFO, Reply::json(&json!({ "id": "1" })));
    let identity = fixture.identify(UNBOUND).await.unwrap();
    assert_eq!(
        (identity.profile.subject.as_str(), identity.issuer),
        ("1", None)
    );
    assert_eq!(identity.claims.get("sub"), None);
}
