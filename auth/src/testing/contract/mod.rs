//! What every back end has to hold, as tests that any of them can be run through.
//!
//! Each promise is a function with a sentence for a name that is given an empty store and panics when the store breaks it.
//! [`tests!`] makes a test of each:
//!
//! ```
//! # use auth::store::Memory;
//! # use auth::testing::contract;
//! # fn main() {}
//! // All of them, for a store that implements the six traits: the expression makes an empty one, and may await.
//! contract::tests!(Memory::new());
//! # mod several { use super::*;
//! // Those of the traits that a store implements.
//! contract::tests!(Memory::new() => ended_sessions, verification_tokens);
//! # }
//! ```
//!
//! | promises | traits |
//! |---|---|
//! | [`users`], [`accounts`] | [`Users`](crate::store::Users), [`Accounts`](crate::store::Accounts) |
//! | [`sessions`] | these, and [`Sessions`](crate::store::Sessions) |
//! | [`passkeys`] | [`Users`](crate::store::Users), [`Accounts`](crate::store::Accounts), [`Passkeys`](crate::store::Passkeys) |
//! | [`ended_sessions`] | [`EndedSessions`](crate::store::EndedSessions) |
//! | [`verification_tokens`] | [`VerificationTokens`](crate::store::VerificationTokens) |
//!
//! The tests are those of tokio, which the crate that is tested needs with its features `macros` and `rt-multi-thread`.
//! Another runner asks [`promises!`] for the names and calls the functions by itself, within a runtime of tokio; a store is
//! handed to them in an `Arc`, or is `Clone`.
//!
//! What is to live has an hour left by the clock of this machine, and what has expired has done so for longer than that, so
//! that a store may also forget by itself what is over. Nothing waits for time to pass.
//!
//! This module is a part of builds with the feature `testing`.

// These are tests: to panic is how they fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod accounts;
mod dead_stays_dead;
pub mod ended_sessions;
mod names;
pub mod passkeys;
mod record;
mod session_endings;
pub mod sessions;
mod task;
pub mod users;
pub mod verification_tokens;

/// One test for each promise: `tests!(store)`, or `tests!(store => sessions, passkeys)` for some groups of them.
///
/// `store` is an expression that makes an empty store; it is evaluated for each test, and may await.
#[doc(inline)]
pub use crate::__contract_tests as tests;

/// The names of a group of promises, for a macro of yours: `promises!(sessions => trials)` is
/// `trials! { sessions: a_session_is_created_once, … }`.
///
/// What stands behind a comma, as in `promises!(sessions => trials, "redis")`, is handed on before the name of the group:
/// `trials! { "redis" sessions: a_session_is_created_once, … }`.
///
/// ```
/// use std::sync::Arc;
///
/// use auth::store::Memory;
/// use auth::testing::contract;
///
/// macro_rules! run {
///     ($group:ident: $($promise:ident,)*) => {
///         $(
///             println!("{} of {}", stringify!($promise), stringify!($group));
///             contract::$group::$promise(&Arc::new(Memory::new())).await;
///         )*
///     };
/// }
///
/// let runtime = tokio::runtime::Runtime::new()?;
/// runtime.block_on(async { contract::promises!(ended_sessions => run); });
/// # Ok::<(), std::io::Error>(())
/// ```
#[doc(inline)]
pub use crate::__contract_promises as promises;

/// See [`tests!`].
#[doc(hidden)]
#[macro_export]
macro_rules! __contract_tests {
    ($store:expr) => {
        $crate::__contract_tests! { $store =>
            users, accounts, sessions, passkeys, ended_sessions, verification_tokens
        }
    };
    ($store:expr => $($group:ident),+ $(,)?) => {
        $($crate::__contract_promises! { $group => $crate::__contract_group, ($store) })+
    };
}

/// The tests of one group.
#[doc(hidden)]
#[macro_export]
macro_rules! __contract_group {
    (($store:expr) $group:ident: $($promise:ident,)*) => {
        mod $group {
            use super::*;

            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                let store = ::std::sync::Arc::new($store);
                $crate::testing::contract::$group::$promise(&store).await;
            })*
        }
    };
}
