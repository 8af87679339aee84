//! The revocation endpoint (RFC 7009).

use bytes::Bytes;
use http::{Request, StatusCode};

use super::Endpoint;
use super::client_authentication::TokenError;
use crate::testing::Provider;
use crate::testing::answer::Answer;

impl Provider {
    pub(super) fn revocation(&self, request: &Request<Bytes>) -> Answer {
        let answer = self.revoke(request).unwrap_or_else(TokenError::into_answer);
        self.with_dpop_nonce(request, answer)
    }

    /// An access token alone; with a refresh token everything that was granted with it. A token that nobody knows is
    /// revoked already (§2.2), and the hint of what it is is not needed.
    fn revoke(&self, request: &Request<Bytes>) -> Result<Answer, TokenError> {
        let (form, client) = self.authenticated_form(request)?;
        let key = self.proved_key(request, Endpoint::Revocation, None)?;
        let token = form
            .get("token")
            .ok_or(TokenError::new("invalid_request", "token is missing"))?;
        let not_its_own = TokenError::new("invalid_request", "the token is another client's");
        let mut state = self.state();
        if let Some(entry) = state.access_tokens.get_mut(token) {
            if entry.grant.client_id != client.id() {
                return Err(not_its_own);
            }
            entry.revoked = true;
        } else if let Some(entry) = state.refresh_tokens.get(token) {
            if entry.grant.client_id != client.id() {
                return Err(not_its_own);
            }
            // RFC 9449 leaves this open; nothing else shows that it is a public client's own.
            if entry.dpop_jkt.is_some() && entry.dpop_jkt != key {
                let description = "the token is bound to another key";
                return Err(TokenError::new("invalid_dpop_proof", description));
            }
            entry.grant.revoke();
        }
        Ok(Answer::new(StatusCode::OK))
    }
}
