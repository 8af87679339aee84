//! A store in the memory of one process.

mod account;
mod ended;
mod passkey;
mod session;
mod texts;
mod user;
mod verification;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::store::StoreError;

/// A store for one process and for tests: what it knows is gone when the process ends, and no other process knows it.
///
/// So after a restart everybody is signed out and nobody is known, with `strategy: database`; with `revocable: on` a session
/// that was ended lives again, and was never ended on another server; a sign-in link that was sent before a restart, or by
/// another server, is not recognised. Where that matters, take a store that outlives the process.
///
/// Clones are one and the same store. It holds a bounded number of entries: one for each user, account, passkey and session,
/// and one for each sign-out and each link that has not yet expired. A full one refuses new ones with [`StoreError::Full`]
/// rather than forget something. Looking something up takes the same time however much there is, and a session takes about
/// 350 bytes, beside its `data` and ID token.
///
/// ```no_run
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github], session: { revocable: on } } }
/// # use auth::Auth;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let auth = Auth::builder().store(::auth::store::Memory::new()).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Memory {
    entries: Arc<Mutex<Entries>>,
    capacity: usize,
}

/// All of it under one lock, so that every method is one step.
#[derive(Default)]
struct Entries {
    people: user::People,
    accounts: account::Linked,
    passkeys: passkey::Credentials,
    sessions: session::Live,
    ended: ended::Ended,
    tokens: verification::Tokens,
    /// What the others have in common.
    texts: texts::Texts,
}

impl Memory {
    /// An empty one, with room for a million entries.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(1_000_000)
    }

    /// An empty one with room for that many entries.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            entries: Arc::default(),
            capacity,
        }
    }

    /// A lock is poisoned by nothing that could leave the entries half changed.
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn room(&self, entries: &Entries, more: usize) -> Result<(), StoreError> {
        if entries.len().saturating_add(more) <= self.capacity {
            Ok(())
        } else {
            Err(StoreError::Full)
        }
    }
}

impl Entries {
    fn len(&self) -> usize {
        let Self {
            people,
            accounts,
            passkeys,
            sessions,
            ended,
            tokens,
            texts: _,
        } = self;
        people.len() + accounts.len() + passkeys.len() + sessions.len() + ended.len() + tokens.len()
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

/// Nothing of what is in it.
impl fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Memory")
            .field("entries", &self.lock().len())
            .field("capacity", &self.capacity)
            .finish()
    }
}

#[cfg(test)]
mod tests;
