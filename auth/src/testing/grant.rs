//! What the provider remembers: sign-ins, codes and tokens.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Persona;

/// Somebody's session at the provider itself: the reason why a second sign-in asks nothing.
#[derive(Debug, Clone)]
pub(super) struct ProviderSession {
    /// The `sid` claim: names the session without being its key.
    pub(super) sid: String,
    pub(super) persona: Arc<Persona>,
    /// The `auth_time` claim.
    pub(super) auth_time: u64,
}

/// What somebody has allowed an application.
#[derive(Debug)]
pub(super) struct Grant {
    pub(super) client_id: String,
    pub(super) session: ProviderSession,
    pub(super) scopes: Vec<String>,
    pub(super) nonce: Option<String>,
    revoked: AtomicBool,
}

/// An authorization code (RFC 6749 §4.1.2). It stays known after its use, so that a second use is noticed.
#[derive(Debug)]
pub(super) struct AuthorizationCode {
    pub(super) grant: Arc<Grant>,
    pub(super) redirect_uri: String,
    pub(super) code_challenge: String,
    /// The key that it is bound to (RFC 9449 §10).
    pub(super) dpop_jkt: Option<String>,
    pub(super) expires_at: u64,
    pub(super) used: bool,
}

#[derive(Debug)]
pub(super) struct AccessToken {
    pub(super) grant: Arc<Grant>,
    pub(super) scopes: Vec<String>,
    pub(super) expires_at: u64,
    pub(super) revoked: bool,
    /// The key that it is bound to: `cnf.jkt` (RFC 9449 §6).
    pub(super) dpop_jkt: Option<String>,
}

/// A refresh token. It stays known after its use, so that a second use is noticed (RFC 9700 §4.14.2).
#[derive(Debug)]
pub(super) struct RefreshToken {
    pub(super) grant: Arc<Grant>,
    pub(super) used: bool,
    /// The key that it is bound to; only of public clients (RFC 9449 §5).
    pub(super) dpop_jkt: Option<String>,
}

impl Grant {
    pub(super) fn new(
        client_id: &str,
        session: ProviderSession,
        scopes: Vec<String>,
        nonce: Option<String>,
    ) -> Self {
        Self {
            client_id: client_id.to_owned(),
            session,
            scopes,
            nonce,
            revoked: AtomicBool::new(false),
        }
    }

    /// Ends the grant: none of its codes and tokens is worth anything from now on.
    pub(super) fn revoke(&self) {
        self.revoked.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_revoked(&self) -> bool {
        self.revoked.load(Ordering::SeqCst)
    }

    pub(super) fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|one| one == scope)
    }
}

impl AccessToken {
    pub(super) fn is_active(&self, now: u64) -> bool {
        !self.revoked && !self.grant.is_revoked() && now < self.expires_at
    }
}

impl RefreshToken {
    pub(super) fn is_active(&self) -> bool {
        !self.used && !self.grant.is_revoked()
    }
}
