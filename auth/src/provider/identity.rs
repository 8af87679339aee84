//! Who came back: from an authorization code to a verified user.

use std::fmt;

use auth_spec::{ProfileQuirk, Reauthentication};
use serde_json::Value;
use tracing::warn;

use super::{Kind, Provider};
use crate::account::{Claims, Profile, Supplement};
use crate::error::{ProviderEndpoint, ProviderError, ProviderFault};
use crate::openid::{Expected, IdToken, OpenIdProvider, SKEW};
use crate::outbound::{BodyFault, Endpoint, EndpointFault};
use crate::token::{
    AuthorizationCodeGrant, DpopKey, Presented, TokenResponse, fetch_protected_resource,
};

/// What an authorization response brought, and what this browser kept of the request. Its `state` has been checked.
#[derive(Clone, Copy)]
pub(crate) struct Redemption<'a> {
    pub(crate) code: &'a str,
    /// The PKCE verifier of this sign-in (RFC 7636 §4.1).
    pub(crate) code_verifier: &'a str,
    /// The nonce of this sign-in. An OpenID provider identifies nobody without one.
    pub(crate) nonce: Option<&'a str>,
    /// The `max_age` that this request set, in seconds; without it that of the declaration holds.
    pub(crate) max_age: Option<u64>,
    /// Since when the user must have proved who they are, in seconds since 1970, where the request made the provider ask.
    pub(crate) authenticated_since: Option<u64>,
    /// What the provider had to authenticate the user by, one of these; empty where anything will do.
    pub(crate) acr_values: &'a [String],
    /// The `iss` of the response. The ID token has to agree with it.
    pub(crate) response_issuer: Option<&'a str>,
    /// The `user` of the response, as it came (Apple).
    pub(crate) user: Option<&'a str>,
    /// The key whose thumbprint was sent with the request (RFC 9449 §10).
    pub(crate) dpop_key: Option<&'a DpopKey>,
}

/// A user whom the provider identified.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) profile: Profile,
    /// All that it stated.
    pub(crate) claims: Claims,
    /// What the code was redeemed for.
    pub(crate) tokens: TokenResponse,
    /// Who signed the ID token; `None` for providers that sign none.
    pub(crate) issuer: Option<String>,
    /// When the user signed in there, in seconds since 1970, if it says so.
    pub(crate) auth_time: Option<u64>,
}

impl Identity {
    /// When the user last proved who they are, in seconds since 1970; `now` is when they came back.
    ///
    /// Where a provider cannot be made to ask again it is that moment, whatever it says: what nobody can mend is of no use
    /// to ask for. Where it could have said when it was, and did not, nobody knows.
    pub(crate) fn authenticated_at(
        &self,
        reauthentication: Option<Reauthentication>,
        now: u64,
    ) -> Option<u64> {
        let Some(reauthentication) = reauthentication else {
            return Some(now);
        };
        // A time that has not come yet would be recent for ever.
        match self.auth_time.filter(|at| *at <= now.saturating_add(SKEW)) {
            Some(stated) => Some(stated.min(now)),
            None => (!reauthentication.states_auth_time).then_some(now),
        }
    }
}

impl Provider {
    /// Redeems a code and finds out who signed in. The code is used up, whatever comes of it.
    pub(crate) async fn identify(
        &self,
        redemption: Redemption<'_>,
    ) -> Result<Identity, ProviderError> {
        let identified = match &self.kind {
            Kind::OpenId(provider) => self.identify_by_id_token(provider, redemption).await,
            Kind::OAuth2 => self.identify_by_userinfo(redemption).await,
            // Nobody was sent anywhere, so nobody comes back.
            Kind::Own => Err(ProviderFault::ConfiguredEndpoint {
                endpoint: ProviderEndpoint::Token,
                fault: EndpointFault::Missing,
            }),
        };
        identified.map_err(|fault| self.error(fault))
    }

    async fn identify_by_id_token(
        &self,
        provider: &OpenIdProvider,
        redemption: Redemption<'_>,
    ) -> Result<Identity, ProviderFault> {
        let metadata = provider.metadata().await?;
        let endpoint =
            self.token
                .as_ref()
                .or(metadata.token.as_ref())
                .ok_or(ProviderFault::Response {
                    endpoint: ProviderEndpoint::Discovery,
                    problem: "names no token endpoint",
                })?;
        let key = self.key_or_new(redemption.dpop_key)?;
        let tokens = self
            .grant(redemption)
            .redeem(
                &self.outbound,
                endpoint,
                self.credentials(Some(&metadata)),
                key.as_ref().map(|key| self.dpop(key)),
            )
            .await?;
        let id_token = tokens.id_token.as_ref().ok_or(ProviderFault::Response {
            endpoint: ProviderEndpoint::Token,
            problem: "sent no ID token",
        })?;
        let expected = Expected {
            client_id: &self.configuration.client_id,
            nonce: redemption.nonce,
            may_omit_nonce: self.declaration().spec.capabilities.omits_nonce,
            max_age: redemption.max_age.or_else(|| self.declared_max_age()),
            authenticated_since: redemption.authenticated_since,
            states_auth_time: self
                .reauthentication()
                .is_some_and(|reauthentication| reauthentication.states_auth_time),
            acr_values: redemption.acr_values,
            access_token: tokens.access_token.expose(),
        };
        // RFC 9700 §4.5.3.2: no token is used before this.
        let mut id_token = provider
            .verify(&metadata, id_token.expose(), &expected)
            .await?;
        if let Some(named) = redemption.response_issuer
            && named != id_token.issuer
        {
            return Err(ProviderFault::ResponseIssuer);
        }
        let userinfo = self.userinfo.as_ref().or(metadata.userinfo.as_ref());
        if let Some(endpoint) = userinfo.filter(|_| self.lacks_claims(&id_token.claims)) {
            provider
                .complete(&mut id_token, endpoint, self.presented(&tokens))
                .await?;
        }
        let IdToken {
            issuer,
            auth_time,
            claims,
            ..
        } = id_token;
        let profile = self.profile(
            &claims,
            Supplement {
                user: redemption.user,
                emails: None,
            },
        )?;
        Ok(Identity {
            profile,
            claims,
            tokens,
            issuer: Some(issuer),
            auth_time,
        })
    }

    async fn identify_by_userinfo(
        &self,
        redemption: Redemption<'_>,
    ) -> Result<Identity, ProviderFault> {
        if !redemption.acr_values.is_empty() {
            // Nobody signs how the user was authenticated.
            return Err(ProviderFault::AuthenticationContext);
        }
        let key = self.key_or_new(redemption.dpop_key)?;
        let tokens = self
            .grant(redemption)
            .redeem(
                &self.outbound,
                configured(&self.token, ProviderEndpoint::Token)?,
                self.credentials(None),
                key.as_ref().map(|key| self.dpop(key)),
            )
            .await?;
        let endpoint = ProviderEndpoint::UserInfo;
        let url = configured(&self.userinfo, endpoint)?;
        let presented = self.presented(&tokens);
        let answer = fetch_protected_resource(&self.outbound, url, endpoint, presented).await?;
        let Value::Object(claims) = answer else {
            let problem = BodyFault::NotAnObject.reason();
            return Err(ProviderFault::Response { endpoint, problem });
        };
        let emails = self.emails(&tokens).await?;
        let claims = Claims::from(claims);
        let profile = self.profile(
            &claims,
            Supplement {
                emails: emails.as_ref(),
                user: redemption.user,
            },
        )?;
        Ok(Identity {
            profile,
            claims,
            tokens,
            issuer: None,
            auth_time: None,
        })
    }

    /// GitHub's list of addresses. Who may not read it, because the scope was not asked for, signs in without.
    async fn emails(&self, tokens: &TokenResponse) -> Result<Option<Value>, ProviderFault> {
        let quirk = self.declaration().spec.profile.quirk;
        let wanted =
            quirk == Some(ProfileQuirk::GitHubEmails) && self.declaration().profile.is_none();
        let Some(url) = self.emails.as_ref().filter(|_| wanted) else {
            return Ok(None);
        };
        let endpoint = ProviderEndpoint::Emails;
        match fetch_protected_resource(&self.outbound, url, endpoint, self.presented(tokens)).await
        {
            Ok(emails) => Ok(Some(emails)),
            Err(fault @ (ProviderFault::Unreachable { .. } | ProviderFault::Failing { .. })) => {
                warn!(provider = self.declaration().id, %fault, "signing in without the list of e-mail addresses");
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    /// The declaration's own function, else the preset's mapping; nothing of either reaches a session uncleaned.
    fn profile(
        &self,
        claims: &Claims,
        supplement: Supplement<'_>,
    ) -> Result<Profile, ProviderFault> {
        let declaration = self.declaration();
        let profile = match declaration.profile {
            Some(own) => own(claims).and_then(Profile::cleaned),
            None => Profile::from_claims(&declaration.spec.profile, claims, supplement),
        };
        profile.ok_or(ProviderFault::Profile)
    }

    /// Whether a name or an address was asked for and is not there, where this provider has such a thing.
    fn lacks_claims(&self, claims: &Claims) -> bool {
        let mapping = &self.declaration().spec.profile;
        let lacks = |pointers: &[&str]| !pointers.is_empty() && !claims.states_any(pointers);
        let asked = self.scopes.iter().any(|scope| *scope != "openid");
        asked && (lacks(mapping.name) || lacks(mapping.email))
    }

    /// The access token, as it has to be presented.
    fn presented<'a>(&'a self, tokens: &'a TokenResponse) -> Presented<'a> {
        Presented {
            access_token: &tokens.access_token,
            dpop: tokens.dpop_key.as_ref().map(|key| self.dpop(key)),
        }
    }

    fn grant<'a>(&'a self, redemption: Redemption<'a>) -> AuthorizationCodeGrant<'a> {
        AuthorizationCodeGrant {
            code: redemption.code,
            code_verifier: (!self.refuses_pkce()).then_some(redemption.code_verifier),
            redirect_uri: &self.configuration.redirect_uri,
        }
    }
}

impl fmt::Debug for Redemption<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Redemption(…)")
    }
}

fn configured(
    url: &Option<Endpoint>,
    endpoint: ProviderEndpoint,
) -> Result<&Endpoint, ProviderFault> {
    let fault = EndpointFault::Missing;
    url.as_ref()
        .ok_or(ProviderFault::ConfiguredEndpoint { endpoint, fault })
}
