//! What happens, told to the application: what the functions of `events: { … }` are given.
//!
//! Each is awaited, for five seconds at most, before the response is sent. What it does decides nothing: when it fails,
//! panics or takes longer, that is logged (AUTH-551) and everything goes on as if it had succeeded. Nothing in an event is
//! a secret; what a user may not want to find in a log (names, addresses) is in `user` and `session` alone.
//!
//! ```standalone_crate
//! # extern crate auth as _;
//! mod auth {
//!     auth::auth! {
//!         providers: [github],
//!         events: { sign_in: welcome, refused: note },
//!     }
//!
//!     async fn welcome(event: &SignInEvent) {
//!         println!("{} came through {:?}", event.session.user.id, event.provider);
//!     }
//!
//!     async fn note(event: &RefusedEvent) {
//!         println!("refused: {}", event.code.name);
//!     }
//! }
//! # fn main() {}
//! ```

use std::fmt;
use std::marker::PhantomData;

use auth_spec::ErrorCode;

use crate::account::User;
use crate::declaration::Declaration;
use crate::handle::{ProviderSignOut, TokenRevocation};
use crate::session::Session;
use crate::supervision::supervised;

/// Somebody has signed in: their session has begun, and the response that brings it is about to be sent.
#[derive(Debug)]
#[non_exhaustive]
pub struct SignInEvent<D: Declaration> {
    /// The session.
    pub session: Session<D>,
    /// Which provider identified them.
    pub provider: D::Provider,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: u64,
}

/// Somebody is about to be signed out; their session has not yet ended. It ends, whatever the function does.
#[derive(Debug)]
#[non_exhaustive]
pub struct SignOutEvent<D: Declaration> {
    /// The session that ends.
    pub session: Session<D>,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: u64,
}

/// Somebody has been signed out: the session has ended, and the response that says so is about to be sent.
#[non_exhaustive]
pub struct AfterSignOutEvent<D: Declaration> {
    /// The session that has ended.
    pub session: Session<D>,
    /// Whether every other session of the user was to end too.
    pub everywhere: bool,
    /// What became of the session at the provider, if that was to end too.
    pub provider: Option<ProviderSignOut>,
    /// What became of the provider's tokens, if they were to be revoked.
    pub revocation: Option<TokenRevocation>,
    /// Why the sign-out could not be noted on the server, if it could not: the session has ended in this browser alone.
    pub error: Option<&'static ErrorCode>,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: u64,
}

/// Somebody has signed in for the first time: they and their account are kept from now on. Only of declarations with
/// `session: { strategy: database }`, as the next two.
#[derive(Debug)]
#[non_exhaustive]
pub struct CreateUserEvent<D: Declaration> {
    /// Who it is, with the id that they will always have.
    pub user: User,
    /// Which provider identified them.
    pub provider: D::Provider,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: u64,
}

/// What is kept of somebody has changed when they signed in.
#[non_exhaustive]
pub struct UpdateUserEvent<D: Declaration> {
    /// They, as they are kept now.
    pub user: User,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: u64,
    declaration: PhantomData<fn() -> D>,
}

/// An account with a provider has become one of somebody's who was known already: whoever signs in with it is that user from
/// now on. The first account comes with [`CreateUserEvent`].
#[derive(Debug)]
#[non_exhaustive]
pub struct LinkAccountEvent<D: Declaration> {
    /// Whose it is.
    pub user: User,
    /// Which provider the account is with.
    pub provider: D::Provider,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: u64,
}

/// A browser has asked for its session (`GET {base_path}/session`), and there is one.
#[derive(Debug)]
#[non_exhaustive]
pub struct SessionEvent<D: Declaration> {
    /// The session.
    pub session: Session<D>,
    /// Whether it was sealed anew on this occasion.
    pub renewed: bool,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: u64,
}

/// Something was refused.
#[non_exhaustive]
pub struct RefusedEvent<D: Declaration> {
    /// What was refused.
    pub refused: Refused,
    /// Why.
    pub code: &'static ErrorCode,
    /// Of a sign-in: with which provider, where that is known.
    pub provider: Option<D::Provider>,
    /// Of a sign-in: who it was, once the provider has said so.
    pub user: Option<User>,
    /// When, in seconds since 1970-01-01T00:00:00Z.
    pub at: u64,
}

/// What can be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refused {
    /// A callback URL that a request named; the default takes its place.
    CallbackUrl,
    /// A sign-in, when it was to begin or when it came back from the provider.
    SignIn,
    /// A request to a protected handler.
    Guard,
    /// New tokens, by the provider: what it had granted is over, and the sessions that began with it have ended.
    Refresh,
}

impl<D: Declaration> SignInEvent<D> {
    pub(crate) async fn raise(self) {
        supervised("events.sign_in", || D::on_sign_in(&self)).await;
    }
}

impl<D: Declaration> SignOutEvent<D> {
    pub(crate) async fn raise(self) {
        supervised("events.sign_out", || D::on_sign_out(&self)).await;
    }
}

impl<D: Declaration> AfterSignOutEvent<D> {
    pub(crate) async fn raise(self) {
        supervised("events.after_sign_out", || D::on_after_sign_out(&self)).await;
    }
}

impl<D: Declaration> CreateUserEvent<D> {
    pub(crate) async fn raise(self) {
        supervised("events.create_user", || D::on_create_user(&self)).await;
    }
}

impl<D: Declaration> UpdateUserEvent<D> {
    pub(crate) const fn new(user: User, at: u64) -> Self {
        Self {
            user,
            at,
            declaration: PhantomData,
        }
    }

    pub(crate) async fn raise(self) {
        supervised("events.update_user", || D::on_update_user(&self)).await;
    }
}

impl<D: Declaration> LinkAccountEvent<D> {
    pub(crate) async fn raise(self) {
        supervised("events.link_account", || D::on_link_account(&self)).await;
    }
}

impl<D: Declaration> SessionEvent<D> {
    pub(crate) async fn raise(self) {
        supervised("events.session", || D::on_session(&self)).await;
    }
}

impl<D: Declaration> RefusedEvent<D> {
    pub(crate) async fn raise(self) {
        supervised("events.refused", || D::on_refused(&self)).await;
    }
}

impl<D: Declaration> fmt::Debug for AfterSignOutEvent<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AfterSignOutEvent")
            .field("session", &self.session)
            .field("everywhere", &self.everywhere)
            .field("provider", &self.provider)
            .field("revocation", &self.revocation)
            .field("error", &self.error.map(|code| code.code))
            .field("at", &self.at)
            .finish()
    }
}

impl<D: Declaration> fmt::Debug for UpdateUserEvent<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UpdateUserEvent")
            .field("user", &self.user)
            .field("at", &self.at)
            .finish()
    }
}

impl<D: Declaration> fmt::Debug for RefusedEvent<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RefusedEvent")
            .field("refused", &self.refused)
            .field("code", &self.code.code)
            .field("provider", &self.provider)
            .field("user", &self.user)
            .field("at", &self.at)
            .finish()
    }
}
