//! A store in the memory of one process.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::outbound::BoxFuture;
use crate::store::{
    Creation, EndedSession, EndedSessions, SessionEpoch, Standing, StoreError, Update, UserEpoch,
};

/// A store for one process and for tests: what it knows is gone when the process ends, and no other process knows it.
///
/// So a session that was ended lives again after a restart, and was never ended on another server. Where that matters,
/// take a store that outlives the process.
///
/// Clones are one and the same store. It holds a bounded number of entries, one for each sign-out that has not yet expired;
/// a full one refuses new ones with [`StoreError::Full`] rather than forget what has ended. Looking something up takes the
/// same time however much there is.
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

#[derive(Default)]
struct Entries {
    /// By user.
    epochs: HashMap<Arc<str>, (SessionEpoch, u64)>,
    /// By session: when it may be forgotten.
    ended: HashMap<Arc<str>, u64>,
    /// Everything, by when it may be forgotten.
    by_expiry: BTreeSet<(u64, Key)>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Epoch(Arc<str>),
    Ended(Arc<str>),
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

    fn room(&self, entries: &Entries) -> Result<(), StoreError> {
        if entries.by_expiry.len() < self.capacity {
            Ok(())
        } else {
            Err(StoreError::Full)
        }
    }

    fn end(&self, session: &EndedSession<'_>) -> Result<Creation, StoreError> {
        let mut entries = self.lock();
        if entries.ended.contains_key(session.id) {
            return Ok(Creation::Exists);
        }
        self.room(&entries)?;
        let id: Arc<str> = session.id.into();
        let key = Key::Ended(Arc::clone(&id));
        entries.by_expiry.insert((session.expires_at, key));
        entries.ended.insert(id, session.expires_at);
        Ok(Creation::Created)
    }

    fn begin_epoch(&self, epoch: &UserEpoch<'_>) -> Result<Creation, StoreError> {
        let mut entries = self.lock();
        if entries.epochs.contains_key(epoch.user_id) {
            return Ok(Creation::Exists);
        }
        self.room(&entries)?;
        entries.put(epoch);
        Ok(Creation::Created)
    }

    fn replace_epoch(&self, epoch: &UserEpoch<'_>) -> Update {
        let mut entries = self.lock();
        let Some((user, (_, expires_at))) = entries.epochs.remove_entry(epoch.user_id) else {
            return Update::Absent;
        };
        entries.by_expiry.remove(&(expires_at, Key::Epoch(user)));
        entries.put(epoch);
        Update::Updated
    }
}

impl Entries {
    fn put(&mut self, epoch: &UserEpoch<'_>) {
        let user: Arc<str> = epoch.user_id.into();
        let key = Key::Epoch(Arc::clone(&user));
        self.by_expiry.insert((epoch.expires_at, key));
        self.epochs.insert(user, (epoch.epoch, epoch.expires_at));
    }

    fn delete_expired(&mut self, now: u64, at_most: usize) -> usize {
        let mut deleted = 0;
        while deleted < at_most
            && let Some((expires_at, _)) = self.by_expiry.first()
            && *expires_at < now
            && let Some((_, key)) = self.by_expiry.pop_first()
        {
            match key {
                Key::Epoch(user) => drop(self.epochs.remove(&user)),
                Key::Ended(session) => drop(self.ended.remove(&session)),
            }
            deleted += 1;
        }
        deleted
    }
}

impl EndedSessions for Memory {
    fn standing<'a>(
        &'a self,
        user_id: &'a str,
        session_id: &'a str,
    ) -> BoxFuture<'a, Result<Standing, StoreError>> {
        let entries = self.lock();
        Box::pin(ready(Ok(Standing {
            epoch: entries.epochs.get(user_id).map(|(epoch, _)| *epoch),
            ended: entries.ended.contains_key(session_id),
        })))
    }

    fn create_ended<'a>(
        &'a self,
        session: &'a EndedSession<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(ready(self.end(session)))
    }

    fn create_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(ready(self.begin_epoch(epoch)))
    }

    fn update_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(ready(Ok(self.replace_epoch(epoch))))
    }

    fn delete_expired(&self, now: u64, at_most: usize) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(ready(Ok(self.lock().delete_expired(now, at_most))))
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

/// Not whose sessions have been ended.
impl fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Memory")
            .field("entries", &self.lock().by_expiry.len())
            .field("capacity", &self.capacity)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::contract;

    contract::tests!(Memory::new());

    fn ended(id: &str, expires_at: u64) -> EndedSession<'_> {
        EndedSession {
            id,
            user_id: "op:ada",
            expires_at,
        }
    }

    #[tokio::test]
    async fn a_full_one_forgets_nothing_that_has_not_expired() {
        let store = Memory::with_capacity(2);
        for id in ["one", "two"] {
            assert_eq!(
                store.create_ended(&ended(id, 50)).await.unwrap(),
                Creation::Created
            );
        }
        assert!(matches!(
            store.create_ended(&ended("three", 60)).await,
            Err(StoreError::Full)
        ));
        let epoch = UserEpoch {
            user_id: "op:ada",
            epoch: SessionEpoch::from_bytes([1; 16]),
            expires_at: 60,
        };
        assert!(matches!(
            store.create_epoch(&epoch).await,
            Err(StoreError::Full)
        ));
        assert!(store.standing("op:ada", "one").await.unwrap().ended);
        assert_eq!(store.delete_expired(51, 9).await.unwrap(), 2);
        assert_eq!(store.create_epoch(&epoch).await.unwrap(), Creation::Created);
    }

    #[tokio::test]
    async fn an_epoch_that_is_replaced_takes_one_place_and_lives_as_long_as_the_last() {
        let store = Memory::with_capacity(1);
        let epoch = |number, expires_at| UserEpoch {
            user_id: "op:ada",
            epoch: SessionEpoch::from_bytes([number; 16]),
            expires_at,
        };
        let _ = store.create_epoch(&epoch(0, 10)).await.unwrap();
        for number in 1..5 {
            let update = store.update_epoch(&epoch(number, 100)).await.unwrap();
            assert_eq!(update, Update::Updated);
        }
        assert_eq!(store.delete_expired(50, 9).await.unwrap(), 0);
        assert_eq!(store.delete_expired(101, 9).await.unwrap(), 1);
        let entries = store.lock();
        assert!(entries.by_expiry.is_empty() && entries.epochs.is_empty());
    }

    #[test]
    fn nobody_is_named_by_printing_it() {
        let store = Memory::with_capacity(5);
        let _ = store.end(&ended("canary", 1));
        let printed = format!("{store:?}");
        assert_eq!(printed, "Memory { entries: 1, capacity: 5 }");
    }
}
