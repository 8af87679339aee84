//! New tokens for a refresh token (RFC 6749 §6, OpenID Connect Core §12).

use super::{Kind, Provider};
use crate::error::{IdTokenFault, ProviderEndpoint, ProviderError, ProviderFault};
use crate::openid::Repeated;
use crate::outbound::EndpointFault;
use crate::token::{ProviderTokens, RefreshTokenGrant, TokenResponse};

/// Whose tokens are refreshed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holder<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) subject: &'a str,
}

/// Why there are no new tokens.
#[derive(Debug)]
pub(crate) enum RefreshFault {
    /// What was granted is over, or is somebody else's now: asking again is of no use.
    Ended(ProviderError),
    /// It may work later.
    Failed(ProviderError),
}

impl Provider {
    /// Asks for new tokens, once: a refresh token may be for one use. `None` where there is none.
    pub(crate) async fn refresh(
        &self,
        tokens: &ProviderTokens,
        holder: Holder<'_>,
    ) -> Option<Result<TokenResponse, RefreshFault>> {
        let refresh_token = tokens.refresh_token.as_ref()?;
        let refreshed = async {
            let metadata = self.metadata().await?;
            let discovered = metadata
                .as_ref()
                .and_then(|metadata| metadata.token.as_ref());
            let endpoint =
                self.token
                    .as_ref()
                    .or(discovered)
                    .ok_or(ProviderFault::ConfiguredEndpoint {
                        endpoint: ProviderEndpoint::Token,
                        fault: EndpointFault::Missing,
                    })?;
            let client = self.credentials(metadata.as_deref());
            let grant = RefreshTokenGrant(refresh_token);
            let key = self.key_of(tokens.dpop_key.as_ref())?;
            let dpop = key.as_ref().map(|key| self.dpop(key));
            let refreshed = grant.redeem(&self.outbound, endpoint, client, dpop).await?;
            if let (Kind::OpenId(provider), Some(id_token)) = (&self.kind, &refreshed.id_token) {
                let repeated = Repeated {
                    client_id: &self.configuration.client_id,
                    issuer: holder.issuer,
                    subject: holder.subject,
                    auth_time: tokens.auth_time,
                };
                provider
                    .verify_repeated(id_token.expose(), &repeated)
                    .await?;
            }
            Ok(refreshed)
        };
        Some(refreshed.await.map_err(|fault| {
            let ended = is_over(&fault);
            let error = self.error(fault);
            match ended {
                true => RefreshFault::Ended(error),
                false => RefreshFault::Failed(error),
            }
        }))
    }
}

/// Whether what was granted is over: the provider says so (§5.2), or the tokens are about somebody else (SS-16).
fn is_over(fault: &ProviderFault) -> bool {
    match fault {
        ProviderFault::TokenExchange { error } => error.as_deref() == Some("invalid_grant"),
        ProviderFault::IdToken(fault) => matches!(
            fault,
            IdTokenFault::Issuer
                | IdTokenFault::Audience
                | IdTokenFault::OtherUser
                | IdTokenFault::AuthenticationTime
        ),
        _ => false,
    }
}
