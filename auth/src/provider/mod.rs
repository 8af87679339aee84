//! A configured provider at run time: where to send a user, and who came back.

mod authorization_target;
mod binding;
mod identity;
mod pushed_authorization;
mod refresh;
mod sign_out;

pub(crate) use authorization_target::AuthorizationTarget;
pub(crate) use identity::Redemption;
pub(crate) use refresh::{Holder, RefreshFault};
pub(crate) use sign_out::Revocation;

use auth_spec::{ClientAuthentication, Issuer, Protocol};

use crate::clock::SharedClock;
use crate::config::{PrivateKey, ProviderConfiguration};
use crate::declaration::ProviderDeclaration;
use crate::error::{ProviderEndpoint, ProviderError, ProviderFault};
use crate::openid::{Metadata, OpenIdProvider};
use crate::outbound::{Endpoint, EndpointFault, Outbound};
use crate::token::{ClientAssertion, ClientCredentials, DpopNonces};

/// One provider of the declaration, ready to be asked. It is made once, at start-up, and asks nothing before it is used.
#[derive(Debug)]
pub(crate) struct Provider {
    configuration: ProviderConfiguration,
    outbound: Outbound,
    clock: SharedClock,
    kind: Kind,
    authorization: Option<Endpoint>,
    pushed_authorization: Option<Endpoint>,
    token: Option<Endpoint>,
    userinfo: Option<Endpoint>,
    emails: Option<Endpoint>,
    revocation: Option<Endpoint>,
    end_session: Option<Endpoint>,
    /// The `scope` of an authorization request, value by value.
    scopes: Vec<&'static str>,
    /// Its further parameters, each name once.
    params: Vec<(&'static str, &'static str)>,
    /// Those that its servers have given for proofs (RFC 9449 §8, §9).
    dpop_nonces: DpopNonces,
}

/// By which protocol it identifies users.
#[derive(Debug)]
enum Kind {
    OpenId(Box<OpenIdProvider>),
    OAuth2,
    /// The application identifies them itself: there is no endpoint, and nobody to ask.
    Own,
}

impl Provider {
    /// A provider from its configuration.
    pub(crate) fn new(
        configuration: ProviderConfiguration,
        outbound: &Outbound,
        clock: SharedClock,
    ) -> Result<Self, ProviderError> {
        let id = configuration.declaration.id;
        Self::build(configuration, outbound.with_own_bound(), clock)
            .map_err(|fault| ProviderError::new(id, fault))
    }

    fn build(
        configuration: ProviderConfiguration,
        outbound: Outbound,
        clock: SharedClock,
    ) -> Result<Self, ProviderFault> {
        let spec = configuration.declaration.spec;
        let kind = match spec.protocol {
            Protocol::OAuth2 => Kind::OAuth2,
            Protocol::Credentials | Protocol::Email => Kind::Own,
            Protocol::OpenIdConnect => {
                let issuer = configuration.issuer.as_deref().unwrap_or_default();
                let provider = OpenIdProvider::new(
                    issuer,
                    &spec.issuer,
                    outbound.clone(),
                    SharedClock::clone(&clock),
                );
                let endpoint = ProviderEndpoint::Discovery;
                let fault = |fault| ProviderFault::ConfiguredEndpoint { endpoint, fault };
                Kind::OpenId(Box::new(provider.map_err(fault)?))
            }
        };
        let endpoint = |which, configured: &Option<String>, preset: Option<&str>| {
            let url = configured.as_deref().or(preset);
            let parsed = url.map(Endpoint::parse).transpose();
            parsed.map_err(|fault| ProviderFault::ConfiguredEndpoint {
                endpoint: which,
                fault,
            })
        };
        let (own, preset) = (&configuration, &spec.endpoints);
        let provider = Self {
            authorization: endpoint(
                ProviderEndpoint::Authorization,
                &own.authorization,
                preset.authorization,
            )?,
            pushed_authorization: endpoint(
                ProviderEndpoint::PushedAuthorization,
                &own.pushed_authorization,
                None,
            )?,
            token: endpoint(ProviderEndpoint::Token, &own.token, preset.token)?,
            userinfo: endpoint(ProviderEndpoint::UserInfo, &own.userinfo, preset.userinfo)?,
            emails: endpoint(ProviderEndpoint::Emails, &None, preset.emails)?,
            revocation: endpoint(
                ProviderEndpoint::Revocation,
                &own.revocation,
                preset.revocation,
            )?,
            end_session: endpoint(
                ProviderEndpoint::EndSession,
                &own.end_session,
                preset.end_session,
            )?,
            scopes: authorization_target::scopes(own.declaration),
            params: authorization_target::params(own.declaration),
            dpop_nonces: DpopNonces::default(),
            clock,
            outbound,
            kind,
            configuration,
        };
        provider.check_complete()?;
        Ok(provider)
    }

    /// What it was made from.
    pub(crate) fn configuration(&self) -> &ProviderConfiguration {
        &self.configuration
    }

    /// Whether the application identifies its users itself.
    pub(crate) fn is_own(&self) -> bool {
        matches!(self.kind, Kind::Own)
    }

    fn declaration(&self) -> &'static ProviderDeclaration {
        self.configuration.declaration
    }

    fn error(&self, fault: ProviderFault) -> ProviderError {
        ProviderError::new(self.declaration().id, fault)
    }

    /// LinkedIn and Slack answer `invalid_client` to a code verifier; `state` and the client secret bind their codes.
    fn refuses_pkce(&self) -> bool {
        self.declaration().spec.capabilities.refuses_pkce
    }

    /// Without discovery all three endpoints have to be configured.
    fn check_complete(&self) -> Result<(), ProviderFault> {
        let Kind::OAuth2 = self.kind else {
            return Ok(());
        };
        for (endpoint, url) in [
            (ProviderEndpoint::Authorization, &self.authorization),
            (ProviderEndpoint::Token, &self.token),
            (ProviderEndpoint::UserInfo, &self.userinfo),
        ] {
            if url.is_none() {
                let fault = EndpointFault::Missing;
                return Err(ProviderFault::ConfiguredEndpoint { endpoint, fault });
            }
        }
        self.pushed_authorization_endpoint(None).map(|_| ())
    }

    /// The issuer that authorization responses are expected to name, where that is known.
    fn response_issuer(&self) -> Option<&str> {
        match (&self.kind, &self.declaration().spec.issuer) {
            (Kind::OpenId(provider), _) => provider.response_issuer(),
            (Kind::OAuth2, Issuer::AuthorizationServer(issuer)) => Some(issuer),
            (Kind::OAuth2 | Kind::Own, _) => None,
        }
    }

    /// How the client authenticates. A declaration that says how is obeyed; otherwise a provider that accepts the other
    /// way of sending the secret, and not the preset's, has its wish.
    fn credentials<'a>(&'a self, metadata: Option<&'a Metadata>) -> ClientCredentials<'a> {
        let configuration = &self.configuration;
        if let Some(key) = &configuration.private_key {
            let assertion = self.client_assertion(key, metadata);
            return ClientCredentials::PrivateKeyJwt {
                id: &configuration.client_id,
                assertion,
            };
        }
        let method = match metadata.filter(|_| self.declaration().client_auth.is_none()) {
            Some(metadata) => accepted(metadata, configuration.client_authentication),
            None => configuration.client_authentication,
        };
        ClientCredentials::new(
            &configuration.client_id,
            configuration.client_secret.as_ref(),
            method,
        )
    }

    fn client_assertion<'a>(
        &'a self,
        key: &'a PrivateKey,
        metadata: Option<&'a Metadata>,
    ) -> ClientAssertion<'a> {
        let accepted = metadata.and_then(Metadata::assertion_algorithms);
        // FAPI 2.0 §5.3.3.2 wants the issuer; the token endpoint is what is left where none is known (RFC 7523 §3).
        let token_endpoint = || match (&self.configuration.token, metadata) {
            (Some(configured), _) => configured.as_str(),
            (None, Some(metadata)) => metadata.token.as_ref().map_or("", |url| url.url().as_str()),
            (None, None) => "",
        };
        ClientAssertion {
            key,
            // That none of its algorithms is accepted has been said when the sign-in began.
            algorithm: key
                .algorithm(accepted)
                .unwrap_or_else(|| key.usual_algorithm()),
            audience: self.response_issuer().unwrap_or_else(token_endpoint),
            clock: &self.clock,
        }
    }

    /// Whether the provider takes what the private key can sign, if there is one: nobody is sent there in vain.
    fn check_private_key(&self, metadata: &Metadata) -> Result<(), ProviderFault> {
        let accepted = metadata.assertion_algorithms();
        match &self.configuration.private_key {
            Some(key) if key.algorithm(accepted).is_none() => {
                Err(ProviderFault::ClientAssertionAlgorithm)
            }
            _ => Ok(()),
        }
    }
}

fn accepted(metadata: &Metadata, preset: ClientAuthentication) -> ClientAuthentication {
    let basic = metadata.accepts_client_authentication("client_secret_basic");
    let post = metadata.accepts_client_authentication("client_secret_post");
    match (preset, basic, post) {
        (ClientAuthentication::Basic, Some(false), Some(true)) => ClientAuthentication::Post,
        (ClientAuthentication::Post, Some(true), Some(false)) => ClientAuthentication::Basic,
        _ => preset,
    }
}

#[cfg(test)]
mod tests;
