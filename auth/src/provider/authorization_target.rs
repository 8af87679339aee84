//! Where a user is sent to sign in (RFC 6749 §4.1.1).

use auth_spec::{Protocol, Reauthentication, RefreshRecipe, ResponseMode};
use url::Url;

use super::{Kind, Provider};
use crate::declaration::ProviderDeclaration;
use crate::error::{ProviderEndpoint, ProviderError, ProviderFault};
use crate::openid::Metadata;
use crate::outbound::Endpoint;

/// What an authorization request to this provider is made of, but for what is new in each: `state`, `nonce` and the PKCE
/// challenge.
#[derive(Debug, Clone)]
pub(crate) struct AuthorizationTarget<'a> {
    /// It may have a query of its own, which stays.
    pub(crate) endpoint: Url,
    /// The issuer that the response has to name if it names one (RFC 9207 §2.4). `None`: it is not known beforehand;
    /// then what the response names goes into the [`Redemption`](super::Redemption), where the ID token has to agree.
    pub(crate) issuer: Option<&'a str>,
    /// Whether the response has to name it.
    pub(crate) issuer_required: bool,
    /// Whether the request is pushed, so that the browser carries its name alone (RFC 9126 §4).
    pub(crate) pushes: bool,
    pub(crate) client_id: &'a str,
    pub(crate) redirect_uri: &'a str,
    pub(crate) scopes: Vec<&'static str>,
    /// Further parameters, each name once; none of them is more important than a parameter of the protocol.
    pub(crate) params: Vec<(&'static str, &'static str)>,
    pub(crate) response_mode: ResponseMode,
    /// Whether an ID token will come, so that a nonce is sent.
    pub(crate) sends_nonce: bool,
    /// Whether the provider takes a PKCE challenge; the few that refuse one say so in their preset.
    pub(crate) sends_code_challenge: bool,
    /// How it is made to ask a user again who is signed in there.
    pub(crate) reauthentication: Option<Reauthentication>,
    /// Whether the tokens have to be bound to a key, so that its thumbprint is sent (RFC 9449 §10).
    pub(crate) binds_tokens: bool,
}

impl Provider {
    /// Where to send a user, and with what.
    pub(crate) async fn authorization_target(
        &self,
    ) -> Result<AuthorizationTarget<'_>, ProviderError> {
        let (discovered, issuer_required, pushes) = match &self.kind {
            Kind::OAuth2 | Kind::Own => (None, false, self.pushes(None)?),
            Kind::OpenId(provider) => {
                // PF-09: also where the endpoint is configured, nobody is sent to a provider that is somebody else.
                let metadata = provider
                    .metadata()
                    .await
                    .map_err(|fault| self.error(fault))?;
                self.check_private_key(&metadata)
                    .and_then(|()| self.check_proof_algorithm(&metadata))
                    .map_err(|fault| self.error(fault))?;
                (
                    metadata.authorization.clone(),
                    metadata.names_issuer_in_response,
                    self.pushes(Some(&metadata))?,
                )
            }
        };
        let endpoint = self
            .authorization
            .as_ref()
            .or(discovered.as_ref())
            .map(Endpoint::url);
        let missing = || {
            self.error(ProviderFault::Response {
                endpoint: ProviderEndpoint::Discovery,
                problem: "names no authorization endpoint",
            })
        };
        Ok(AuthorizationTarget {
            endpoint: endpoint.ok_or_else(missing)?.clone(),
            issuer: self.response_issuer(),
            issuer_required,
            pushes,
            client_id: &self.configuration.client_id,
            redirect_uri: &self.configuration.redirect_uri,
            scopes: self.scopes.clone(),
            params: self.params.clone(),
            response_mode: self.configuration.response_mode,
            sends_nonce: matches!(self.kind, Kind::OpenId(_)),
            sends_code_challenge: !self.refuses_pkce(),
            reauthentication: self.reauthentication(),
            binds_tokens: self.declaration().dpop,
        })
    }

    fn pushes(&self, metadata: Option<&Metadata>) -> Result<bool, ProviderError> {
        self.pushed_authorization_endpoint(metadata)
            .map(|endpoint| endpoint.is_some())
            .map_err(|fault| self.error(fault))
    }

    pub(super) fn reauthentication(&self) -> Option<Reauthentication> {
        self.declaration().spec.capabilities.reauthentication
    }

    /// `max_age` among the declaration's parameters: what is asked for is also enforced (OpenID Connect Core §3.1.2.1).
    pub(super) fn declared_max_age(&self) -> Option<u64> {
        let mut params = self.params.iter();
        params.find_map(|(name, value)| (*name == "max_age").then(|| value.parse().unwrap_or(0)))
    }
}

/// The declaration's scopes, else the preset's, and what asks for a refresh token where that is wanted; without `openid`
/// there is no ID token (OpenID Connect Core §3.1.2.1).
pub(super) fn scopes(declaration: &ProviderDeclaration) -> Vec<&'static str> {
    let spec = declaration.spec;
    let mut scopes = declaration.scopes.unwrap_or(spec.scopes).to_vec();
    if spec.protocol == Protocol::OpenIdConnect && !scopes.contains(&"openid") {
        scopes.insert(0, "openid");
    }
    for scope in refresh(declaration).scopes {
        if !scopes.contains(scope) {
            scopes.push(scope);
        }
    }
    scopes
}

/// The preset's parameters, those that ask for a refresh token where that is wanted, and the declaration's; of several
/// with one name the last counts.
pub(super) fn params(declaration: &ProviderDeclaration) -> Vec<(&'static str, &'static str)> {
    let mut params: Vec<(&'static str, &'static str)> = Vec::new();
    let preset = declaration.spec.authorization_params.iter();
    for (name, value) in preset
        .chain(refresh(declaration).params)
        .chain(declaration.params)
    {
        match params.iter_mut().find(|(known, _)| known == name) {
            Some(param) => param.1 = value,
            None => params.push((name, value)),
        }
    }
    params
}

/// What `refresh: on` adds.
fn refresh(declaration: &ProviderDeclaration) -> RefreshRecipe {
    let recipe = declaration.spec.capabilities.refresh;
    recipe
        .filter(|_| declaration.refresh)
        .unwrap_or(RefreshRecipe::ALWAYS)
}
