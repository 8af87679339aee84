//! A session, as the application sees it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::revocation::Revocable;
use crate::account::{Roles, User};
use crate::declaration::Declaration;
use crate::store::SessionEpoch;
use crate::token::ProviderTokens;

/// Somebody who is signed in. Cheap to clone; read its fields directly: `session.user.name`.
#[derive(Debug, Clone)]
pub struct Session<D: Declaration>(Arc<SessionContent<D>>);

/// What a [`Session`] holds.
#[derive(Clone)]
#[non_exhaustive]
pub struct SessionContent<D: Declaration> {
    /// Who is signed in.
    pub user: User,
    /// Which provider identified them; `None` when the declaration no longer has that provider, and for a session that
    /// an Auth.js application began.
    pub provider: Option<D::Provider>,
    /// What they are, of the roles that are declared.
    pub roles: Roles<D::Role>,
    /// What `session: { data: … }` keeps.
    pub data: D::SessionData,
    /// When they signed in, in seconds since 1970-01-01T00:00:00Z. For a session that an Auth.js application began: when
    /// that application last sealed it, which says nothing of how long ago anybody proved who they are.
    pub signed_in_at: u64,
    /// When the session ends unless it is used before, in seconds since 1970-01-01T00:00:00Z.
    pub expires_at: u64,
    /// The `jti` of its token.
    pub(super) id: Box<str>,
    /// When its token was sealed.
    pub(super) sealed_at: u64,
    /// When its user last proved who they are, if anybody has said so.
    pub(super) authenticated_at: Option<u64>,
    /// Another library began it in the store, and says how long it lives.
    pub(super) begun_elsewhere: bool,
    /// Its token was sealed with an older secret, or in a format that is only read.
    pub(super) outdated: bool,
    /// The epoch of its user in which it was begun.
    pub(super) epoch: Option<SessionEpoch>,
    /// The id of a provider that is not declared.
    pub(super) undeclared_provider: Option<Box<str>>,
    /// What a later sign-out at the provider needs; nobody but this library reads it.
    pub(super) provider_tokens: Option<Box<ProviderTokens>>,
    /// Claims of another application that shares the cookie: kept, and written back.
    pub(super) other_claims: Option<Box<Map<String, Value>>>,
}

impl<D: Declaration> SessionContent<D> {
    /// What tells this session from all others: new at every sign-in, the same for as long as it lives, and not a
    /// secret. Fit for logs and as a key, not as proof of anything.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn provider_tokens(&self) -> Option<&ProviderTokens> {
        self.provider_tokens.as_deref()
    }

    /// When its user last proved who they are, in seconds since 1970-01-01T00:00:00Z: what `#[protected(fresh = …)]` goes
    /// by.
    ///
    /// It is what the provider says (`auth_time`, OpenID Connect Core §2), which may be long before
    /// [`signed_in_at`](Self::signed_in_at): a provider where somebody is signed in lets them through without asking. Where
    /// a provider has no way of saying it, as GitHub, it is when they signed in here. `None` when it is not known: the
    /// provider could have said it and did not, or an Auth.js application began the session.
    #[must_use]
    pub fn authenticated_at(&self) -> Option<u64> {
        self.authenticated_at
    }
}

/// Without the provider's tokens and the other application's claims: people keep access tokens there.
impl<D: Declaration> fmt::Debug for SessionContent<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionContent")
            .field("user", &self.user)
            .field("provider", &self.provider)
            .field("roles", &self.roles)
            .field("data", &self.data)
            .field("signed_in_at", &self.signed_in_at)
            .field("expires_at", &self.expires_at)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl<D: Declaration> Session<D> {
    /// What ending it on the server goes by.
    pub(super) fn revocable(&self) -> Revocable<'_> {
        Revocable {
            user_id: &self.user.id,
            id: &self.id,
            epoch: self.epoch,
        }
    }

    /// The same session of somebody with these roles.
    pub(crate) fn with_roles(self, roles: Roles<D::Role>) -> Self {
        if self.roles == roles {
            return self;
        }
        Self::new(SessionContent {
            roles,
            ..SessionContent::clone(&self)
        })
    }

    pub(super) fn new(content: SessionContent<D>) -> Self {
        Self(Arc::new(content))
    }
}

impl<D: Declaration> Deref for Session<D> {
    type Target = SessionContent<D>;

    fn deref(&self) -> &SessionContent<D> {
        &self.0
    }
}
