//! Leaving a provider: which tokens are kept for it, the end of its session, and the end of what it has granted.

use std::time::Duration;

use tracing::{info, warn};
use url::Url;

use super::{Kind, Provider};
use crate::config::Secret;
use crate::error::{LogoutTokenError, ProviderError, ProviderFault};
use crate::openid::{LogoutRequest, LogoutToken, Metadata};
use crate::outbound::Endpoint;
use crate::token::{DpopKey, ProviderTokens, Revoked, TokenResponse, TokenTypeHint, revoke};

/// What became of the tokens of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Revocation {
    /// All that the provider revokes are worth nothing now.
    Done,
    /// The provider has no endpoint for it, or revokes tokens of other kinds alone.
    Unsupported,
    /// There are none.
    NothingKept,
    /// Some may still be worth something.
    Failed {
        /// When to try again; `None` where that is of no use.
        again: Option<Duration>,
    },
}

impl Provider {
    /// What of these tokens a session has to keep: those that a later sign-out needs, and the refresh token that the
    /// declaration asked for. Nothing where nobody would ever use it.
    pub(crate) async fn tokens_to_keep(&self, tokens: &TokenResponse) -> Option<ProviderTokens> {
        let key = tokens.dpop_key.as_ref();
        let has = |endpoint: Result<Option<Endpoint>, _>| matches!(endpoint, Ok(Some(_)));
        let ends_session = has(self.end_session_endpoint().await);
        let revokes = has(self.revocation_endpoint().await);
        ProviderTokens {
            id_token: tokens.id_token.clone().filter(|_| ends_session),
            access_token: revokes.then(|| tokens.access_token.clone()),
            refresh_token: tokens
                .refresh_token
                .clone()
                .filter(|_| revokes || self.declaration().refresh),
            dpop_key: key
                .filter(|_| revokes || self.declaration().refresh)
                .map(|key| key.secret().clone()),
            ..ProviderTokens::default()
        }
        .unless_empty()
    }

    /// Where the browser is sent to end the session at the provider; `None` when it cannot be ended.
    pub(crate) async fn logout_url(
        &self,
        id_token_hint: Option<&Secret>,
        post_logout_redirect_uri: &str,
        state: &str,
    ) -> Result<Option<Url>, ProviderError> {
        let endpoint = self.end_session_endpoint().await;
        let request = LogoutRequest {
            client_id: &self.configuration.client_id,
            id_token_hint,
            post_logout_redirect_uri,
            state,
        };
        endpoint
            .map(|endpoint| endpoint.map(|endpoint| request.url(&endpoint)))
            .map_err(|fault| self.error(fault))
    }

    /// Whose sessions this provider wants to end, as its logout token says; `None` for a provider that signs none.
    pub(crate) async fn logged_out(
        &self,
        logout_token: &str,
    ) -> Option<Result<LogoutToken, LogoutTokenError>> {
        let Kind::OpenId(provider) = &self.kind else {
            return None;
        };
        let client_id = &self.configuration.client_id;
        let checked = async {
            let metadata = provider.metadata().await?;
            provider
                .verify_logout_token(&metadata, logout_token, client_id)
                .await
        };
        Some(match checked.await {
            Ok(checked) => checked,
            Err(fault) => Err(self.error(fault).into()),
        })
    }

    /// Whether what it says is signed, as ID tokens and logout tokens are.
    pub(crate) fn signs_tokens(&self) -> bool {
        matches!(self.kind, Kind::OpenId(_))
    }

    /// Who issues its ID tokens, where that is one and known.
    pub(crate) fn issuer(&self) -> Option<String> {
        match &self.kind {
            Kind::OpenId(provider) => provider.response_issuer().map(str::to_owned),
            Kind::OAuth2 | Kind::Own => None,
        }
    }

    /// Revokes the refresh token, and then the access token (RFC 7009 §2.1). It takes [`TIME`] at most, and is never an
    /// error: what went wrong is logged.
    pub(crate) async fn revoke(&self, tokens: Option<&ProviderTokens>) -> Revocation {
        match tokio::time::timeout(TIME, self.revoke_each(tokens)).await {
            Ok(revocation) => revocation,
            Err(_) => {
                warn!(
                    provider = self.declaration().id,
                    "the revocation endpoint takes too long"
                );
                Revocation::Failed { again: Some(SOON) }
            }
        }
    }

    async fn revoke_each(&self, tokens: Option<&ProviderTokens>) -> Revocation {
        let provider = self.declaration().id;
        let endpoint = match self.revocation_endpoint().await {
            Ok(Some(endpoint)) => endpoint,
            Ok(None) => return Revocation::Unsupported,
            Err(fault) => {
                warn!(provider, %fault, "tokens are not revoked");
                return Revocation::Failed { again: Some(SOON) };
            }
        };
        let Some(tokens) = tokens.filter(|tokens| tokens.can_be_revoked()) else {
            return Revocation::NothingKept;
        };
        let metadata = self.metadata().await.ok().flatten();
        let client = self.credentials(metadata.as_deref());
        // Without a proof it may be refused; it is not for us to refuse it ourselves.
        let kept = tokens.dpop_key.as_ref();
        let key = kept.and_then(DpopKey::parse);
        let dpop = key.as_ref().map(|key| self.dpop(key));
        let mut whole = Revocation::Unsupported;
        for (token, hint) in [
            (&tokens.refresh_token, TokenTypeHint::RefreshToken),
            (&tokens.access_token, TokenTypeHint::AccessToken),
        ] {
            let Some(token) = token else { continue };
            let kind = hint.as_str();
            match revoke(&self.outbound, &endpoint, &client, token, hint, dpop).await {
                Revoked::Yes if whole == Revocation::Unsupported => whole = Revocation::Done,
                Revoked::Yes => {}
                Revoked::UnsupportedTokenType => {
                    info!(
                        provider,
                        kind, "the provider revokes no tokens of this kind"
                    );
                }
                Revoked::No { fault, retry_after } => {
                    warn!(provider, kind, %fault, "a token is not revoked");
                    let again =
                        is_passing(&fault).then(|| retry_after.map_or(SOON, Duration::from_secs));
                    whole = match whole {
                        Revocation::Failed { again: Some(first) } => Revocation::Failed {
                            again: Some(again.map_or(first, |again| again.max(first))),
                        },
                        _ => Revocation::Failed { again },
                    };
                }
            }
        }
        whole
    }

    /// The declared one, or the preset's, or the discovered one; none where the declaration does not have the capability.
    async fn end_session_endpoint(&self) -> Result<Option<Endpoint>, ProviderFault> {
        let (may, own) = (self.declaration().may_end_session(), &self.end_session);
        self.endpoint(may, own, |metadata| &metadata.end_session)
            .await
    }

    async fn revocation_endpoint(&self) -> Result<Option<Endpoint>, ProviderFault> {
        let (may, own) = (self.declaration().may_revoke(), &self.revocation);
        self.endpoint(may, own, |metadata| &metadata.revocation)
            .await
    }

    async fn endpoint(
        &self,
        may: bool,
        own: &Option<Endpoint>,
        discovered: fn(&Metadata) -> &Option<Endpoint>,
    ) -> Result<Option<Endpoint>, ProviderFault> {
        if !may || own.is_some() {
            return Ok(own.clone().filter(|_| may));
        }
        let metadata = self.metadata().await?;
        Ok(metadata.and_then(|metadata| discovered(&metadata).clone()))
    }

    pub(super) async fn metadata(&self) -> Result<Option<std::sync::Arc<Metadata>>, ProviderFault> {
        match &self.kind {
            Kind::OpenId(provider) => provider.metadata().await.map(Some),
            Kind::OAuth2 | Kind::Own => Ok(None),
        }
    }
}

/// Whether the same request may succeed later.
fn is_passing(fault: &ProviderFault) -> bool {
    match fault {
        ProviderFault::Unreachable { .. } => true,
        ProviderFault::Failing { status, .. } => matches!(status, 429 | 500..),
        _ => false,
    }
}

/// When to ask again where the provider does not say.
const SOON: Duration = Duration::from_secs(5);
/// How long somebody who signs out waits for the provider to revoke.
const TIME: Duration = Duration::from_secs(5);
