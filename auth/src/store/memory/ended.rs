//! Which sealed sessions have been ended.

use std::collections::{BTreeSet, HashMap};
use std::future::ready;
use std::sync::Arc;

use super::Memory;
use crate::outbound::BoxFuture;
use crate::store::{
    Creation, EndedSession, EndedSessions, SessionEpoch, Standing, StoreError, Update, UserEpoch,
};

#[derive(Default)]
pub(super) struct Ended {
    /// By user.
    epochs: HashMap<Arc<str>, (SessionEpoch, u64)>,
    /// By session: when it may be forgotten.
    sessions: HashMap<Arc<str>, u64>,
    /// Both, by when they may be forgotten.
    by_expiry: BTreeSet<(u64, Key)>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Epoch(Arc<str>),
    Session(Arc<str>),
}

impl Ended {
    pub(super) fn len(&self) -> usize {
        self.by_expiry.len()
    }

    fn put(&mut self, epoch: &UserEpoch<'_>) {
        let user: Arc<str> = epoch.user_id.into();
        let key = Key::Epoch(Arc::clone(&user));
        self.by_expiry.insert((epoch.expires_at, key));
        self.epochs.insert(user, (epoch.epoch, epoch.expires_at));
    }

    fn replace(&mut self, epoch: &UserEpoch<'_>) -> Update {
        let Some((user, (_, expires_at))) = self.epochs.remove_entry(epoch.user_id) else {
            return Update::Absent;
        };
        self.by_expiry.remove(&(expires_at, Key::Epoch(user)));
        self.put(epoch);
        Update::Updated
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
                Key::Session(session) => drop(self.sessions.remove(&session)),
            }
            deleted += 1;
        }
        deleted
    }
}

impl Memory {
    fn end(&self, session: &EndedSession<'_>) -> Result<Creation, StoreError> {
        let mut entries = self.lock();
        if entries.ended.sessions.contains_key(session.id) {
            return Ok(Creation::Exists);
        }
        self.room(&entries, 1)?;
        let id: Arc<str> = session.id.into();
        let key = Key::Session(Arc::clone(&id));
        entries.ended.by_expiry.insert((session.expires_at, key));
        entries.ended.sessions.insert(id, session.expires_at);
        Ok(Creation::Created)
    }

    fn begin_epoch(&self, epoch: &UserEpoch<'_>) -> Result<Creation, StoreError> {
        let mut entries = self.lock();
        if entries.ended.epochs.contains_key(epoch.user_id) {
            return Ok(Creation::Exists);
        }
        self.room(&entries, 1)?;
        entries.ended.put(epoch);
        Ok(Creation::Created)
    }
}

impl EndedSessions for Memory {
    fn standing<'a>(
        &'a self,
        user_id: &'a str,
        session_id: &'a str,
    ) -> BoxFuture<'a, Result<Standing, StoreError>> {
        let entries = self.lock();
        let epoch = entries.ended.epochs.get(user_id);
        Box::pin(ready(Ok(Standing {
            epoch: epoch.map(|(epoch, _)| *epoch),
            ended: entries.ended.sessions.contains_key(session_id),
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
        Box::pin(ready(Ok(self.lock().ended.replace(epoch))))
    }

    fn delete_expired(&self, now: u64, at_most: usize) -> BoxFuture<'_, Result<usize, StoreError>> {
        let deleted = self.lock().ended.delete_expired(now, at_most);
        Box::pin(ready(Ok(deleted)))
    }
}
