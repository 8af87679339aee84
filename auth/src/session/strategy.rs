//! What a declaration says of where its sessions are kept, as types: what the builder needs and what signing out can do
//! follows from them in the build.

use std::fmt;
use std::sync::Arc;

use crate::store::EndedSessions;

/// Where sessions are kept: one of the types of this module, which `auth!` chooses.
pub trait SessionStrategy: sealed::Sealed + Send + Sync + 'static {
    /// Whether a session can be ended on the server.
    const REVOCABLE: bool;
}

/// Sessions are sealed into cookies, and nothing is known of them on the server: without `session: { … }`.
#[derive(Debug, Clone, Copy)]
pub enum SealedCookies {}

/// Sessions are sealed into cookies, and a store remembers which have been ended: `session: { revocable: on }`.
#[derive(Debug, Clone, Copy)]
pub enum RevocableCookies {}

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

impl SessionStrategy for Undecided {
    const REVOCABLE: bool = false;
}

/// Sessions that can be ended on the server: `session: { revocable: on }`.
#[diagnostic::on_unimplemented(
    message = "the sessions of this application cannot be ended on the server [AUTH-130]",
    label = "they are sealed into cookies and live until they end by themselves",
    note = "add the line `session: {{ revocable: on }}` to `auth!`"
)]
pub trait RevocableSessions: SessionStrategy {}

impl RevocableSessions for RevocableCookies {}
impl RevocableSessions for Undecided {}

/// Sessions that need no store.
#[diagnostic::on_unimplemented(
    message = "this declaration needs a store, and there is none [AUTH-132]",
    label = "without a store",
    note = "add `.store(…)` to `Auth::builder()`: `session: {{ revocable: on }}` needs a place where it is known which sessions have been ended"
)]
pub trait WithoutStore: SessionStrategy {}

impl WithoutStore for SealedCookies {}
impl WithoutStore for Undecided {}

/// Sessions that need a store.
#[diagnostic::on_unimplemented(
    message = "this declaration has nothing to keep in a store [AUTH-133]",
    label = "it would never be asked for anything",
    note = "leave `.store(…)` out or, to be able to end sessions on the server, add the line `session: {{ revocable: on }}` to `auth!`"
)]
pub trait WithStore: SessionStrategy {}

impl WithStore for RevocableCookies {}
impl WithStore for Undecided {}

/// A store that has what sessions of the kind `Strategy` need.
#[diagnostic::on_unimplemented(
    message = "`{Self}` lacks a trait that the store of this declaration needs [AUTH-131]",
    label = "not a store for this declaration",
    note = "`session: {{ revocable: on }}` needs `auth::store::EndedSessions`, which `auth::store::Memory` has"
)]
pub trait StoreFor<Strategy> {
    /// The store, without its type.
    #[doc(hidden)]
    fn kept(self) -> Kept;
}

/// One that has nothing to keep has already been refused.
impl<T> StoreFor<SealedCookies> for T {
    fn kept(self) -> Kept {
        Kept::default()
    }
}

impl<T> StoreFor<Undecided> for T {
    fn kept(self) -> Kept {
        Kept::default()
    }
}

impl<T: EndedSessions> StoreFor<RevocableCookies> for T {
    fn kept(self) -> Kept {
        Kept {
            ended: Some(Arc::new(self)),
        }
    }
}

/// What an application has been given to keep things in.
#[doc(hidden)]
#[derive(Clone, Default)]
pub struct Kept {
    pub(crate) ended: Option<Arc<dyn EndedSessions>>,
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
    impl Sealed for super::Undecided {}
}
