//! What a declaration says of where its sessions are kept and whether it sends links, as types: what the builder needs and what signing out can do
//! follows from them in the build.

use std::fmt;
use std::sync::Arc;

use crate::store::{Accounts, EndedSessions, Sessions, Users, VerificationTokens};

/// Where sessions are kept: one of the types of this module, which `auth!` chooses.
pub trait SessionStrategy: sealed::Sealed + Send + Sync + 'static {
    /// Whether a session can be ended on the server.
    const REVOCABLE: bool;
    /// Whether they are kept in a store, together with users and their accounts.
    const STORED: bool = false;
}

/// Sessions are sealed into cookies, and nothing is known of them on the server: without `session: { … }`.
#[derive(Debug, Clone, Copy)]
pub enum SealedCookies {}

/// Sessions are sealed into cookies, and a store remembers which have been ended: `session: { revocable: on }`.
#[derive(Debug, Clone, Copy)]
pub enum RevocableCookies {}

/// Sessions are kept in a store, and a browser has nothing but the token that it is found by:
/// `session: { strategy: database }`.
#[derive(Debug, Clone, Copy)]
pub enum DatabaseSessions {}

/// What the declaration says cannot be read, which has been reported: whatever the rest of the program takes for granted
/// is all right.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub enum Undecided {}

impl SessionStrategy for SealedCookies {
    const REVOCABLE: bool = false;
}

impl SessionStrategy for RevocableCookies {
    const REVOCABLE: bool = true;
}

impl SessionStrategy for DatabaseSessions {
    const REVOCABLE: bool = true;
    const STORED: bool = true;
}

impl SessionStrategy for Undecided {
    const REVOCABLE: bool = false;
}

/// Sessions that can be ended on the server: `session: { revocable: on }`.
#[diagnostic::on_unimplemented(
    message = "the sessions of this application cannot be ended on the server: add `session: {{ revocable: on }}` to `auth!` [AUTH-130]",
    label = "they are sealed into cookies and live until they end by themselves",
    note = "or `session: {{ strategy: database }}`, which keeps them in a store"
)]
pub trait RevocableSessions: SessionStrategy {}

impl RevocableSessions for RevocableCookies {}
impl RevocableSessions for DatabaseSessions {}
impl RevocableSessions for Undecided {}

/// Sessions that are kept in a store, together with users and their accounts: `session: { strategy: database }`.
#[diagnostic::on_unimplemented(
    message = "this application keeps no users, accounts and sessions: add `session: {{ strategy: database }}` to `auth!` [AUTH-134]",
    label = "its sessions are sealed into cookies, and nobody is remembered on the server",
    note = "the store that keeps them is given to `Auth::builder().store(…)`"
)]
pub trait StoredSessions: RevocableSessions {}

impl StoredSessions for DatabaseSessions {}
impl StoredSessions for Undecided {}

/// What a declaration says of the links that it sends: one of the types of this module, which `auth!` chooses.
pub trait EmailSignIn: sealed::Sealed + Send + Sync + 'static {
    /// Whether links are sent.
    const LINKS: bool;
}

/// Nobody is sent a link: no provider is `email`.
#[derive(Debug, Clone, Copy)]
pub enum NoEmail {}

/// People are sent links to sign in with: a provider is `email`.
#[derive(Debug, Clone, Copy)]
pub enum EmailLinks {}

impl EmailSignIn for NoEmail {
    const LINKS: bool = false;
}

impl EmailSignIn for EmailLinks {
    const LINKS: bool = true;
}

impl EmailSignIn for Undecided {
    const LINKS: bool = false;
}

/// What a declaration keeps (its sessions, and its links) needs no store.
#[diagnostic::on_unimplemented(
    message = "this declaration needs a store: add `.store(…)` to `Auth::builder()` [AUTH-132]",
    label = "without a store",
    note = "`session: {{ strategy: database }}` needs a place for users, accounts and sessions, `session: {{ revocable: on }}` one where it is known which sessions have been ended, and `email` one where it is known which links have been sent",
    note = "or enable the feature `sqlite` of `auth` (or `postgres`, `mysql`), and the store is the one that `DATABASE_URL` names"
)]
pub trait WithoutStore {}

#[cfg(not(feature = "_sql"))]
impl WithoutStore for (SealedCookies, NoEmail) {}
#[cfg(not(feature = "_sql"))]
#[diagnostic::do_not_recommend]
impl WithoutStore for (SealedCookies, Undecided) {}
#[cfg(not(feature = "_sql"))]
#[diagnostic::do_not_recommend]
impl WithoutStore for (Undecided, NoEmail) {}
#[cfg(not(feature = "_sql"))]
#[diagnostic::do_not_recommend]
impl WithoutStore for (Undecided, Undecided) {}

/// Or there is one without being given: the one that the environment names.
#[cfg(feature = "_sql")]
impl<S: SessionStrategy, E: WithoutMailer> WithoutStore for (S, E) {}

/// What a declaration keeps (its sessions, and its links) needs a store.
#[diagnostic::on_unimplemented(
    message = "this declaration has nothing to keep in a store: leave `.store(…)` out [AUTH-133]",
    label = "it would never be asked for anything",
    note = "to be able to end sessions on the server, add the line `session: {{ revocable: on }}` to `auth!`; to keep users, accounts and sessions, `session: {{ strategy: database }}`"
)]
pub trait WithStore {}

#[diagnostic::do_not_recommend]
impl<E: EmailSignIn> WithStore for (DatabaseSessions, E) {}
impl WithStore for (RevocableCookies, NoEmail) {}
impl WithStore for (RevocableCookies, EmailLinks) {}
#[diagnostic::do_not_recommend]
impl WithStore for (RevocableCookies, Undecided) {}
impl WithStore for (SealedCookies, EmailLinks) {}
#[diagnostic::do_not_recommend]
impl WithStore for (SealedCookies, Undecided) {}
#[diagnostic::do_not_recommend]
impl<E: EmailSignIn> WithStore for (Undecided, E) {}

/// A declaration that sends no links, and needs no mailer.
#[diagnostic::on_unimplemented(
    message = "this declaration sends links by e-mail: add `.mailer(…)` to `Auth::builder()` [AUTH-180]",
    label = "without a mailer",
    note = "while developing `.mailer(::auth::email::Printed)`, which shows each link on standard error"
)]
pub trait WithoutMailer: EmailSignIn {}

impl WithoutMailer for NoEmail {}
impl WithoutMailer for Undecided {}

/// A declaration that sends links, and needs a mailer.
#[diagnostic::on_unimplemented(
    message = "this declaration sends no e-mail: leave `.mailer(…)` out [AUTH-181]",
    label = "it would never be asked to send anything",
    note = "to let people sign in by a link that is sent to them, add `email` to `providers: [ … ]` of `auth!`"
)]
pub trait WithMailer: EmailSignIn {}

impl WithMailer for EmailLinks {}
impl WithMailer for Undecided {}

/// A store that has what a declaration with these sessions and these links needs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` lacks a trait that the store of this declaration needs [AUTH-131]",
    label = "not a store for this declaration",
    note = "`session: {{ strategy: database }}` needs `Users`, `Accounts` and `Sessions` of `auth::store`, `session: {{ revocable: on }}` needs `EndedSessions` and `email` needs `VerificationTokens`; `auth::store::Memory` has all of them"
)]
pub trait StoreFor<Needs> {
    /// The store, without its type.
    #[doc(hidden)]
    fn kept(self) -> Kept;
}

/// One that has nothing to keep has already been refused.
impl<T> StoreFor<(SealedCookies, NoEmail)> for T {
    fn kept(self) -> Kept {
        Kept::default()
    }
}

impl<T> StoreFor<(SealedCookies, Undecided)> for T {
    fn kept(self) -> Kept {
        Kept::default()
    }
}

impl<T, E: EmailSignIn> StoreFor<(Undecided, E)> for T {
    fn kept(self) -> Kept {
        Kept::default()
    }
}

impl<T: EndedSessions> StoreFor<(RevocableCookies, NoEmail)> for T {
    fn kept(self) -> Kept {
        Kept {
            ended: Some(Arc::new(self)),
            ..Kept::default()
        }
    }
}

impl<T: EndedSessions> StoreFor<(RevocableCookies, Undecided)> for T {
    fn kept(self) -> Kept {
        Kept {
            ended: Some(Arc::new(self)),
            ..Kept::default()
        }
    }
}

// One error, also for a store that lacks several.
#[diagnostic::do_not_recommend]
impl<T: Users + Accounts + Sessions> StoreFor<(DatabaseSessions, NoEmail)> for T {
    fn kept(self) -> Kept {
        Kept {
            stored: Some(Stored::in_one(&Arc::new(self))),
            ..Kept::default()
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Users + Accounts + Sessions> StoreFor<(DatabaseSessions, Undecided)> for T {
    fn kept(self) -> Kept {
        Kept {
            stored: Some(Stored::in_one(&Arc::new(self))),
            ..Kept::default()
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Users + Accounts + Sessions + VerificationTokens> StoreFor<(DatabaseSessions, EmailLinks)>
    for T
{
    fn kept(self) -> Kept {
        let store = Arc::new(self);
        Kept {
            stored: Some(Stored::in_one(&store)),
            tokens: Some(store),
            ..Kept::default()
        }
    }
}

impl<T: VerificationTokens> StoreFor<(SealedCookies, EmailLinks)> for T {
    fn kept(self) -> Kept {
        Kept {
            tokens: Some(Arc::new(self)),
            ..Kept::default()
        }
    }
}

// One error, also for a store that lacks both.
#[diagnostic::do_not_recommend]
impl<T: EndedSessions + VerificationTokens> StoreFor<(RevocableCookies, EmailLinks)> for T {
    fn kept(self) -> Kept {
        let store = Arc::new(self);
        Kept {
            ended: Some(Arc::clone(&store) as Arc<dyn EndedSessions>),
            tokens: Some(store),
            ..Kept::default()
        }
    }
}

/// What an application has been given to keep things in.
#[doc(hidden)]
#[derive(Clone, Default)]
pub struct Kept {
    pub(crate) ended: Option<Arc<dyn EndedSessions>>,
    pub(crate) tokens: Option<Arc<dyn VerificationTokens>>,
    pub(crate) stored: Option<Stored>,
}

/// Where users, accounts and sessions are.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) users: Arc<dyn Users>,
    pub(crate) accounts: Arc<dyn Accounts>,
    pub(crate) sessions: Arc<dyn Sessions>,
}

impl Stored {
    fn in_one<T: Users + Accounts + Sessions>(store: &Arc<T>) -> Self {
        Self {
            users: Arc::clone(store) as Arc<dyn Users>,
            accounts: Arc::clone(store) as Arc<dyn Accounts>,
            sessions: Arc::clone(store) as Arc<dyn Sessions>,
        }
    }
}

#[cfg(feature = "_sql")]
impl Kept {
    /// In one store, everything that it can keep.
    pub(crate) fn all_in_one<T>(store: T) -> Self
    where
        T: Users + Accounts + Sessions + EndedSessions + VerificationTokens,
    {
        let store = Arc::new(store);
        Self {
            stored: Some(Stored::in_one(&store)),
            ended: Some(Arc::clone(&store) as Arc<dyn EndedSessions>),
            tokens: Some(store),
        }
    }

    /// What a declaration with these sessions and these links needs of it.
    pub(crate) fn needed_by<S: SessionStrategy, E: EmailSignIn>(self) -> Self {
        Self {
            stored: self.stored.filter(|_| S::STORED),
            ended: self.ended.filter(|_| S::REVOCABLE && !S::STORED),
            tokens: self.tokens.filter(|_| E::LINKS),
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Kept").finish_non_exhaustive()
    }
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::SealedCookies {}
    impl Sealed for super::RevocableCookies {}
    impl Sealed for super::DatabaseSessions {}
    impl Sealed for super::Undecided {}
    impl Sealed for super::NoEmail {}
    impl Sealed for super::EmailLinks {}
}
