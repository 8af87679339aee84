//! One OpenID provider: what it publishes, kept, and what it signs, checked.

use std::sync::Arc;

use auth_spec::Issuer;
use tracing::warn;

use super::cache::Cached;
use super::discovery::{Configured, Metadata};
use super::id_token::{self, Expected, IdToken, Repeated};
use super::jws::Jws;
use super::keys::KeySet;
use super::logout_token::{self, LogoutToken};
use super::userinfo;
use crate::clock::SharedClock;
use crate::error::{IdTokenFault, LogoutTokenError, ProviderEndpoint, ProviderFault};
use crate::outbound::{Endpoint, EndpointFault, Outbound, Outgoing};
use crate::token::Presented;

/// An OpenID provider, known by its issuer. Nothing is fetched before it is needed.
#[derive(Debug)]
pub(crate) struct OpenIdProvider {
    configured: Configured,
    outbound: Outbound,
    clock: SharedClock,
    metadata: Cached<Metadata>,
    keys: Cached<KeySet>,
}

impl OpenIdProvider {
    /// The provider with that issuer; `spec` says whether it can be one of many tenants.
    pub(crate) fn new(
        issuer: &str,
        spec: &Issuer,
        outbound: Outbound,
        clock: SharedClock,
    ) -> Result<Self, EndpointFault> {
        Ok(Self {
            configured: Configured::parse(issuer, spec)?,
            outbound,
            metadata: Cached::new(ProviderEndpoint::Discovery, Arc::clone(&clock)),
            keys: Cached::new(ProviderEndpoint::Keys, Arc::clone(&clock)),
            clock,
        })
    }

    /// The issuer that authorization responses name (RFC 9207 §2.4); unknown where any tenant may answer.
    pub(crate) fn response_issuer(&self) -> Option<&str> {
        self.configured.exact()
    }

    /// What the provider says of itself.
    pub(crate) async fn metadata(&self) -> Result<Arc<Metadata>, ProviderFault> {
        self.metadata
            .get(|| self.configured.clone().discover(self.outbound.clone()))
            .await
    }

    /// Checks an ID token. A key that is not known is looked for once more (IT-27).
    pub(crate) async fn verify(
        &self,
        metadata: &Metadata,
        id_token: &str,
        expected: &Expected<'_>,
    ) -> Result<IdToken, ProviderFault> {
        let jws = signed_by(metadata, Jws::parse(id_token))?;
        let check = |keys: &KeySet| {
            id_token::verify(&jws, keys, &metadata.issuer, expected, self.clock.now())
        };
        self.checked(metadata, check, is_unknown_key).await?
    }

    /// Checks an ID token that comes with refreshed tokens, likewise.
    pub(crate) async fn verify_repeated(
        &self,
        id_token: &str,
        repeated: &Repeated<'_>,
    ) -> Result<(), ProviderFault> {
        let metadata = self.metadata().await?;
        let jws = signed_by(&metadata, Jws::parse(id_token))?;
        let (issuer, now) = (&metadata.issuer, self.clock.now());
        let check = |keys: &KeySet| id_token::verify_repeated(&jws, keys, issuer, repeated, now);
        self.checked(&metadata, check, is_unknown_key).await?
    }

    /// Checks a logout token, likewise. The outer error is that nobody can say.
    pub(crate) async fn verify_logout_token(
        &self,
        metadata: &Metadata,
        token: &str,
        client_id: &str,
    ) -> Result<Result<LogoutToken, LogoutTokenError>, ProviderFault> {
        let parsed = Jws::parse_typed(token, &["JWT", "logout+jwt"]);
        let jws = match signed_by(metadata, parsed) {
            Ok(jws) => jws,
            Err(fault) => return Ok(Err(fault.into())),
        };
        let (issuer, now) = (&metadata.issuer, self.clock.now());
        let check = |keys: &KeySet| logout_token::verify(&jws, keys, issuer, client_id, now);
        let unknown = |checked: &Result<_, _>| {
            matches!(
                checked,
                Err(LogoutTokenError::Token(IdTokenFault::UnknownKey))
            )
        };
        self.checked(metadata, check, unknown).await
    }

    /// What a check says with the keys that are known, or, where the right one is not among them, with those of now.
    async fn checked<T>(
        &self,
        metadata: &Metadata,
        check: impl Fn(&KeySet) -> T,
        unknown_key: impl Fn(&T) -> bool,
    ) -> Result<T, ProviderFault> {
        let keys = self.keys.get(|| self.fetch_keys(metadata)).await?;
        let checked = check(&keys);
        if !unknown_key(&checked) {
            return Ok(checked);
        }
        let later = self
            .keys
            .later_than(&keys, || self.fetch_keys(metadata))
            .await?;
        Ok(match later {
            Some(keys) => check(&keys),
            None => checked,
        })
    }

    /// Adds to the claims of an ID token what the UserInfo endpoint, at `endpoint`, says of the same user.
    ///
    /// The ID token has said who it is. So an endpoint that cannot be reached, or declines, costs no more than the missing
    /// claims; an answer that is malformed or about somebody else ends the sign-in.
    pub(crate) async fn complete(
        &self,
        id_token: &mut IdToken,
        endpoint: &Endpoint,
        access_token: Presented<'_>,
    ) -> Result<(), ProviderFault> {
        match userinfo::fetch(&self.outbound, endpoint, access_token, &id_token.subject).await {
            Ok(more) => userinfo::complete(id_token.claims.members_mut(), more),
            Err(
                fault @ (ProviderFault::Unreachable { .. }
                | ProviderFault::Failing { .. }
                | ProviderFault::Dpop(_)),
            ) => {
                warn!(issuer = %id_token.issuer, %fault, "signing in without the claims of the UserInfo endpoint");
            }
            Err(fault) => return Err(fault),
        }
        Ok(())
    }

    /// A future that owns what it needs: the fetch outlives who began it.
    fn fetch_keys(
        &self,
        metadata: &Metadata,
    ) -> impl Future<Output = Result<KeySet, ProviderFault>> + Send + 'static {
        let (outbound, url) = (self.outbound.clone(), metadata.keys.clone());
        async move { fetch_keys(&outbound, &url).await }
    }
}

/// A token, if it is signed by an algorithm that this provider uses: a key can often do more than one.
fn signed_by<'a>(
    metadata: &Metadata,
    parsed: Result<Jws<'a>, IdTokenFault>,
) -> Result<Jws<'a>, IdTokenFault> {
    parsed.and_then(|jws| match metadata.signs_by(jws.algorithm) {
        true => Ok(jws),
        false => Err(IdTokenFault::Algorithm),
    })
}

fn is_unknown_key<T>(checked: &Result<T, ProviderFault>) -> bool {
    matches!(
        checked,
        Err(ProviderFault::IdToken(IdTokenFault::UnknownKey))
    )
}

/// Whatever is wrong with the keys, the provider cannot be used at the moment (IT-30).
async fn fetch_keys(outbound: &Outbound, url: &Endpoint) -> Result<KeySet, ProviderFault> {
    let endpoint = ProviderEndpoint::Keys;
    let answer = outbound
        .send(Outgoing::get(url))
        .await
        .map_err(|cause| ProviderFault::Unreachable { endpoint, cause })?;
    if answer.status() != 200 {
        return Err(ProviderFault::Failing {
            endpoint,
            status: answer.status().as_u16(),
        });
    }
    let document = answer.json_object().map_err(|fault| ProviderFault::Keys {
        problem: fault.reason(),
    })?;
    KeySet::parse(document)
}

#[cfg(test)]
mod tests;
