mod authorization_target;
mod binding;
mod oauth2;
mod openid;
mod pushed_authorization;
mod sign_out;

use std::sync::Arc;

use auth_spec::{ProfileQuirk, ProviderSpec, ResponseMode};
use serde_json::{Value, json};

use super::identity::Identity;
use super::*;
use crate::account::Profile;
use crate::config::Secret;
use crate::openid::fixtures::{SigningKey, StoppedClock, compact};
use crate::outbound::scripted::{Recorded, Reply, ScriptedClient};

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "https://op.test";
const DISCOVERY: &str = "https://op.test/.well-known/openid-configuration";
const AUTHORIZE: &str = "https://op.test/authorize";
const TOKEN: &str = "https://op.test/token";
const KEYS: &str = "https://op.test/jwks";
const USERINFO: &str = "https://op.test/userinfo";
const EMAILS: &str = "https://op.test/user/emails";

const REDEMPTION: Redemption<'static> = Redemption {
    code: "code-4711",
    code_verifier: "the verifier",
    nonce: Some("the nonce"),
    max_age: None,
    authenticated_since: None,
    acr_values: &[],
    response_issuer: None,
    user: None,
    dpop_key: None,
};

/// A configuration with the secret "the secret".
fn configuration(declaration: ProviderDeclaration) -> ProviderConfiguration {
    let spec = declaration.spec;
    ProviderConfiguration {
        declaration: Box::leak(Box::new(declaration)),
        client_id: "client".into(),
        client_secret: Some(Secret::issued("the secret")),
        private_key: None,
        issuer: (spec.protocol == Protocol::OpenIdConnect).then(|| ISSUER.into()),
        client_authentication: declaration
            .client_auth
            .unwrap_or(spec.client_authentication),
        response_mode: ResponseMode::Query,
        authorization: None,
        pushed_authorization: None,
        token: None,
        userinfo: None,
        revocation: None,
        end_session: None,
        redirect_uri: "https://app.test/auth/callback/acme".into(),
    }
}

fn declaration(spec: ProviderSpec) -> ProviderDeclaration {
    ProviderDeclaration::new("acme", Box::leak(Box::new(spec)))
}

/// A provider of which only the network is not real.
struct Fixture {
    provider: Provider,
    client: Arc<ScriptedClient>,
}

impl Fixture {
    fn new(configuration: ProviderConfiguration) -> Self {
        let client = ScriptedClient::new();
        client.on(DISCOVERY, Reply::json(&discovery_document()));
        let outbound = Outbound::new(client.clone());
        let provider = Provider::new(configuration, &outbound, StoppedClock::at(NOW)).unwrap();
        Self { provider, client }
    }

    fn discovers(&self, name: &str, value: impl Into<Value>) {
        let mut document = discovery_document();
        document[name] = value.into();
        self.client.on(DISCOVERY, Reply::json(&document));
    }

    async fn identify(&self, redemption: Redemption<'_>) -> Result<Identity, ProviderError> {
        self.provider.identify(redemption).await
    }

    /// The one request to the token endpoint.
    fn token_request(&self) -> Recorded {
        let mut requests = self.client.requests_to(TOKEN);
        assert_eq!(requests.len(), 1);
        requests.remove(0)
    }
}

/// PF-17: sixty-four sign-ins that hang at one provider keep nobody from another.
#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_takes_no_place_from_another() {
    let client = ScriptedClient::new();
    client.on(DISCOVERY, Reply::json(&discovery_document()));
    client.on(TOKEN, Reply::Hang);
    let outbound = Outbound::new(client.clone());
    let provider = || {
        let configuration = configuration(declaration(ProviderSpec::OIDC));
        Arc::new(Provider::new(configuration, &outbound, StoppedClock::at(NOW)).unwrap())
    };
    let (hanging, other) = (provider(), provider());
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let hanging = Arc::clone(&hanging);
        waiting.spawn(async move { hanging.identify(REDEMPTION).await.map(|_| ()) });
    }
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(client.requests_to(TOKEN).len(), 64);
    let begun = tokio::time::Instant::now();
    let starting = tokio::spawn(async move { other.authorization_target().await.map(|_| ()) });
    starting.await.unwrap().unwrap();
    assert_eq!(begun.elapsed().as_secs(), 0);
    while let Some(identified) = waiting.join_next().await {
        assert_eq!(code(identified.unwrap()), "provider_unavailable");
    }
    assert!(begun.elapsed().as_secs() <= 10);
}

fn discovery_document() -> Value {
    json!({
        "issuer": ISSUER, "authorization_endpoint": AUTHORIZE, "token_endpoint": TOKEN, "jwks_uri": KEYS,
        "userinfo_endpoint": USERINFO,
    })
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T, ProviderError>) -> &'static str {
    let error = result.unwrap_err();
    assert_eq!(error.provider(), "acme");
    error.code().name
}
