//! Where a user is sent.

use auth_spec::{Endpoints, RefreshRecipe};

use super::*;

fn openid(change: impl FnOnce(&mut ProviderSpec)) -> Fixture {
    let mut spec = ProviderSpec::OIDC;
    change(&mut spec);
    Fixture::new(configuration(declaration(spec)))
}

fn oauth2(issuer: Issuer) -> Fixture {
    let endpoints = Endpoints {
        authorization: Some("https://op.test/authorize?audience=api"),
        token: Some(TOKEN),
        userinfo: Some(USERINFO),
        ..Endpoints::NONE
    };
    Fixture::new(configuration(declaration(ProviderSpec {
        issuer,
        endpoints,
        ..ProviderSpec::OAUTH2
    })))
}

#[tokio::test]
async fn an_openid_provider_says_where_users_are_sent() {
    let fixture = openid(|_| {});
    let target = fixture.provider.authorization_target().await.unwrap();
    assert_eq!(target.endpoint.as_str(), AUTHORIZE);
    assert_eq!(
        (target.client_id, target.redirect_uri),
        ("client", "https://app.test/auth/callback/acme")
    );
    assert_eq!(target.scopes, ["openid", "profile", "email"]);
    assert!(target.sends_nonce);
    assert_eq!(
        (target.issuer, target.issuer_required),
        (Some(ISSUER), false)
    );
}

/// FL-10, R-9207-02
#[tokio::test]
async fn a_provider_that_names_itself_in_responses_has_to() {
    let fixture = openid(|_| {});
    fixture.discovers("authorization_response_iss_parameter_supported", true);
    assert!(
        fixture
            .provider
            .authorization_target()
            .await
            .unwrap()
            .issuer_required
    );
}

/// FL-09: where one document serves many tenants, the ID token is what the response is compared with.
#[tokio::test]
async fn the_issuer_of_many_tenants_is_not_known_beforehand() {
    const TEMPLATE: &str = "https://login.test/{tenantid}/v2.0";
    const COMMON: &str = "https://login.test/common/v2.0";
    let spec = ProviderSpec {
        issuer: Issuer::Tenanted {
            default: COMMON,
            template: TEMPLATE,
        },
        ..ProviderSpec::OIDC
    };
    let mut configuration = configuration(declaration(spec));
    configuration.issuer = Some(COMMON.into());
    let fixture = Fixture::new(configuration);
    let mut document = discovery_document();
    document["issuer"] = TEMPLATE.into();
    fixture.client.on(
        &format!("{COMMON}/.well-known/openid-configuration"),
        Reply::json(&document),
    );
    assert_eq!(
        fixture
            .provider
            .authorization_target()
            .await
            .unwrap()
            .issuer,
        None
    );
}

/// FL-20: no nonce without an ID token; `state` is what protects such a sign-in.
#[tokio::test]
async fn an_oauth2_provider_needs_no_discovery_and_gets_no_nonce() {
    let fixture = oauth2(Issuer::None);
    let target = fixture.provider.authorization_target().await.unwrap();
    assert_eq!(
        target.endpoint.as_str(),
        "https://op.test/authorize?audience=api"
    );
    assert!(!target.sends_nonce && !target.issuer_required);
    assert_eq!(target.issuer, None);
    assert!(target.scopes.is_empty());
    assert!(fixture.client.requests().is_empty());
}

/// FL-09: a provider without ID tokens may name itself all the same.
#[tokio::test]
async fn an_oauth2_provider_of_a_known_issuer_is_compared_with_it() {
    let fixture = oauth2(Issuer::AuthorizationServer(
        "https://github.test/login/oauth",
    ));
    let target = fixture.provider.authorization_target().await.unwrap();
    assert_eq!(target.issuer, Some("https://github.test/login/oauth"));
}

#[tokio::test]
async fn scopes_of_the_declaration_replace_the_presets_but_for_openid() {
    let declared = ProviderDeclaration {
        scopes: Some(&["email"]),
        ..declaration(ProviderSpec::OIDC)
    };
    let fixture = Fixture::new(configuration(declared));
    assert_eq!(
        fixture
            .provider
            .authorization_target()
            .await
            .unwrap()
            .scopes,
        ["openid", "email"]
    );
}

#[tokio::test]
async fn parameters_of_the_declaration_replace_the_presets_by_name() {
    let spec = ProviderSpec {
        authorization_params: &[("prompt", "consent"), ("audience", "a")],
        ..ProviderSpec::OIDC
    };
    let declared = ProviderDeclaration {
        params: &[("prompt", "login"), ("hd", "x.test")],
        ..declaration(spec)
    };
    let fixture = Fixture::new(configuration(declared));
    let target = fixture.provider.authorization_target().await.unwrap();
    assert_eq!(
        target.params,
        [("prompt", "login"), ("audience", "a"), ("hd", "x.test")]
    );
}

/// PF-09: no authorization redirect, even where its endpoint is configured.
#[tokio::test]
async fn nobody_is_sent_to_a_provider_that_is_somebody_else() {
    let mut configuration = configuration(declaration(ProviderSpec::OIDC));
    configuration.authorization = Some("https://op.test/own".into());
    let fixture = Fixture::new(configuration);
    fixture.discovers("issuer", "https://op.test/");
    assert_eq!(
        code(fixture.provider.authorization_target().await),
        "issuer_mismatch"
    );
    fixture.discovers("issuer", ISSUER);
    let again = Fixture::new(fixture.provider.configuration().clone());
    assert_eq!(
        again
            .provider
            .authorization_target()
            .await
            .unwrap()
            .endpoint
            .as_str(),
        "https://op.test/own"
    );
}

/// PF-14
#[tokio::test]
async fn a_provider_that_is_down_keeps_nobody_from_starting() {
    let fixture = openid(|_| {});
    fixture.client.on(DISCOVERY, Reply::Broken);
    let error = fixture.provider.authorization_target().await.unwrap_err();
    assert_eq!(error.code().name, "provider_unavailable");
    assert!(
        error
            .to_string()
            .starts_with("provider `acme`: its discovery document cannot be reached"),
        "{error}"
    );
}

#[tokio::test]
async fn a_document_without_an_authorization_endpoint_leads_nowhere() {
    let fixture = openid(|_| {});
    fixture.discovers("authorization_endpoint", Value::Null);
    assert_eq!(
        code(fixture.provider.authorization_target().await),
        "bad_response"
    );
}

/// M-5, M-9, PF-10: what is configured is checked when the application starts.
#[test]
fn configured_urls_are_checked_at_the_start() {
    let build = |configuration| {
        let outbound = Outbound::new(ScriptedClient::new());
        Provider::new(configuration, &outbound, StoppedClock::at(NOW)).map(|_| ())
    };
    let oauth2 = || configuration(declaration(ProviderSpec::OAUTH2));
    assert_eq!(code(build(oauth2())), "endpoint_missing");
    let mut plain = oauth2();
    (plain.authorization, plain.token, plain.userinfo) = (
        Some(AUTHORIZE.into()),
        Some("http://op.test/t".into()),
        Some(USERINFO.into()),
    );
    assert_eq!(code(build(plain.clone())), "issuer_invalid");
    plain.token = Some(TOKEN.into());
    assert!(build(plain).is_ok());
    for issuer in [
        None,
        Some("http://op.test"),
        Some("https://op.test?x"),
        Some("op.test"),
    ] {
        let mut openid = configuration(declaration(ProviderSpec::OIDC));
        openid.issuer = issuer.map(Into::into);
        assert_eq!(code(build(openid)), "issuer_invalid", "{issuer:?}");
    }
}

/// Every preset can be used as it is; who needs an issuer gets one.
#[test]
fn every_preset_makes_a_provider() {
    for spec in auth_spec::presets::ALL {
        let mut configuration = configuration(ProviderDeclaration::new("acme", spec));
        configuration.issuer = match spec.issuer {
            Issuer::Fixed(issuer)
            | Issuer::Tenanted {
                default: issuer, ..
            } => Some(issuer.into()),
            _ => configuration.issuer,
        };
        let outbound = Outbound::new(ScriptedClient::new());
        let provider = Provider::new(configuration, &outbound, StoppedClock::at(NOW));
        assert!(provider.is_ok(), "{}: {provider:?}", spec.id);
    }
}

/// M-41: what a preset wants to be asked with, beside what was asked for anyway; what is declared counts last.
#[tokio::test]
async fn a_refresh_token_is_asked_for_only_where_that_is_declared() {
    let recipe = RefreshRecipe {
        scopes: &["offline_access", "email"],
        params: &[("access_type", "offline"), ("prompt", "consent")],
    };
    let asked = |refresh, declared_scopes| {
        let mut spec = ProviderSpec::OIDC;
        spec.capabilities.refresh = Some(recipe);
        spec.authorization_params = &[("prompt", "none"), ("claims", "{}")];
        let declaration = ProviderDeclaration {
            refresh,
            scopes: declared_scopes,
            params: &[("prompt", "login consent")],
            ..declaration(spec)
        };
        Fixture::new(configuration(declaration))
    };
    for (refresh, declared, scopes, params) in [
        (
            true,
            None,
            vec!["openid", "profile", "email", "offline_access"],
            vec![
                ("prompt", "login consent"),
                ("claims", "{}"),
                ("access_type", "offline"),
            ],
        ),
        (
            true,
            Some(&["openid"] as &[_]),
            vec!["openid", "offline_access", "email"],
            vec![
                ("prompt", "login consent"),
                ("claims", "{}"),
                ("access_type", "offline"),
            ],
        ),
        (
            false,
            None,
            vec!["openid", "profile", "email"],
            vec![("prompt", "login consent"), ("claims", "{}")],
        ),
    ] {
        let fixture = asked(refresh, declared);
        let target = fixture.provider.authorization_target().await.unwrap();
        assert_eq!((target.scopes, target.params), (scopes, params));
    }
}
