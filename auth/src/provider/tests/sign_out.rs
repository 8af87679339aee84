//! What is kept for a sign-out at the provider, and where that sign-out goes.

use super::*;
use crate::token::TokenResponse;

const END: &str = "https://op.test/end";
const REVOKE: &str = "https://op.test/revoke";

fn issued() -> TokenResponse {
    TokenResponse {
        access_token: Secret::issued("at"),
        refresh_token: Some(Secret::issued("rt")),
        id_token: Some(Secret::issued("a.b.c")),
        expires_in: None,
        scope: None,
        dpop_key: None,
    }
}

/// Which of ID token, access token and refresh token are kept.
async fn kept(fixture: &Fixture) -> (bool, bool, bool) {
    let kept = fixture.provider.tokens_to_keep(&issued()).await;
    kept.map_or((false, false, false), |kept| {
        (
            kept.id_token.is_some(),
            kept.access_token.is_some(),
            kept.refresh_token.is_some(),
        )
    })
}

fn fixture(spec: ProviderSpec, change: impl FnOnce(&mut ProviderConfiguration)) -> Fixture {
    let mut configuration = configuration(declaration(spec));
    change(&mut configuration);
    Fixture::new(configuration)
}

/// S4-8, S2-9: only what somebody can use later.
#[tokio::test]
async fn tokens_are_kept_where_the_provider_can_do_something_with_them() {
    let nothing = fixture(ProviderSpec::OIDC, |_| {});
    assert_eq!(kept(&nothing).await, (false, false, false));

    let ends = fixture(ProviderSpec::OIDC, |_| {});
    ends.discovers("end_session_endpoint", END);
    assert_eq!(kept(&ends).await, (true, false, false));

    let revokes = fixture(ProviderSpec::OIDC, |_| {});
    revokes.discovers("revocation_endpoint", REVOKE);
    assert_eq!(kept(&revokes).await, (false, true, true));

    // A preset that does not have the capability is not given it by a document.
    let preset = ProviderSpec {
        id: "acme",
        ..ProviderSpec::OIDC
    };
    let incapable = fixture(preset, |_| {});
    incapable.discovers("end_session_endpoint", END);
    assert_eq!(kept(&incapable).await, (false, false, false));

    let endpoints = auth_spec::Endpoints {
        authorization: Some(AUTHORIZE),
        token: Some(TOKEN),
        userinfo: Some(USERINFO),
        ..auth_spec::Endpoints::NONE
    };
    let plain = ProviderSpec {
        endpoints,
        ..ProviderSpec::OAUTH2
    };
    assert_eq!(kept(&fixture(plain, |_| {})).await, (false, false, false));
    let declared = ProviderDeclaration {
        revocation: Some(crate::declaration::Setting::Literal(REVOKE)),
        ..declaration(plain)
    };
    let mut with_endpoint = configuration(declared);
    with_endpoint.revocation = Some(REVOKE.into());
    assert_eq!(
        kept(&Fixture::new(with_endpoint)).await,
        (false, true, true)
    );
}

/// M-41: what the declaration asks for is kept, whoever can revoke it.
#[tokio::test]
async fn a_refresh_token_that_was_asked_for_is_kept() {
    let asked = ProviderDeclaration {
        refresh: true,
        ..declaration(ProviderSpec::OIDC)
    };
    let asked = Fixture::new(configuration(asked));
    assert_eq!(kept(&asked).await, (false, false, true));
}

/// S4-14: whatever the issuer ends with, the endpoint is the one that the document names or the declaration gives.
#[tokio::test]
async fn the_end_session_endpoint_is_discovered_or_declared() {
    let url = async |fixture: &Fixture| {
        let back = "https://app.test/auth/signed-out";
        let url = fixture.provider.logout_url(None, back, "s").await;
        url.map(|url| url.map(String::from))
    };
    let query = "client_id=client&post_logout_redirect_uri=https%3A%2F%2Fapp.test%2Fauth%2Fsigned-out&state=s";
    let discovered = fixture(ProviderSpec::OIDC, |_| {});
    discovered.discovers("end_session_endpoint", END);
    assert_eq!(
        url(&discovered).await.unwrap(),
        Some(format!("{END}?{query}"))
    );

    let declared = fixture(ProviderSpec::OIDC, |configuration| {
        configuration.end_session = Some("https://op.test/v2/logout?federated".into());
    });
    declared.discovers("end_session_endpoint", END);
    assert_eq!(
        url(&declared).await.unwrap(),
        Some(format!("https://op.test/v2/logout?federated=&{query}"))
    );

    for unusable in [
        "",
        "javascript:alert(1)",
        "http://op.test/end",
        "https://127.0.0.1/end",
    ] {
        let fixture = fixture(ProviderSpec::OIDC, |_| {});
        fixture.discovers("end_session_endpoint", unusable);
        assert_eq!(url(&fixture).await.unwrap(), None, "{unusable}");
    }

    let down = fixture(ProviderSpec::OIDC, |_| {});
    down.client.on(DISCOVERY, Reply::status(503));
    assert_eq!(code(url(&down).await), "provider_unavailable");
}
