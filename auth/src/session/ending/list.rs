//! The list of sessions whose end somebody awaits. It holds an entry for each of them and nothing else.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::{Key, SessionEnd, SharedKey, UNANSWERED};
use crate::clock::SharedClock;
use crate::session::revocation::Revocable;
use crate::store::SessionEpoch;

/// Who awaits the end of which session.
pub(crate) struct List {
    entries: Mutex<Entries>,
    clock: SharedClock,
    /// Something is to be asked for before its time.
    pub(super) hurry: Notify,
    /// Before every other time: what is asked for next.
    first: Instant,
}

#[derive(Default)]
struct Entries {
    by_key: HashMap<SharedKey, Entry>,
    by_user: HashMap<Box<str>, BTreeSet<SharedKey>>,
    /// When each is to be asked for, those first that are due first.
    agenda: BTreeSet<(Instant, SharedKey)>,
    /// Whether a task attends to it.
    attended: bool,
    /// Since when the store has answered nothing at all.
    silent_since: Option<Instant>,
}

struct Entry {
    /// The same allocation as the key's: what tells this entry from a later one of the same session.
    key: SharedKey,
    epoch: Option<SessionEpoch>,
    expires_at: u64,
    /// Its time was over by what is known here, and the store is being asked.
    expiring: bool,
    ask_at: Instant,
    unanswered_since: Option<Instant>,
    awaited_by: usize,
    end: watch::Sender<Option<SessionEnd>>,
}

/// One who awaits the end of a session.
pub(crate) struct Awaited {
    list: Arc<List>,
    key: SharedKey,
    end: watch::Receiver<Option<SessionEnd>>,
}

/// A session to ask for.
pub(super) struct Due {
    pub(super) key: SharedKey,
    pub(super) epoch: Option<SessionEpoch>,
}

impl List {
    pub(crate) fn new(clock: SharedClock) -> Self {
        Self {
            entries: Mutex::default(),
            clock,
            hurry: Notify::new(),
            first: Instant::now(),
        }
    }

    /// Puts a session on the list. Whether somebody has to begin to attend to it.
    pub(crate) fn add(self: &Arc<Self>, of: Revocable<'_>, expires_at: u64) -> (Awaited, bool) {
        let key = Arc::new(Key {
            user_id: of.user_id.into(),
            id: of.id.into(),
        });
        let mut entries = self.lock();
        let Entries {
            by_key,
            by_user,
            agenda,
            ..
        } = &mut *entries;
        let entry = by_key.entry(Arc::clone(&key)).or_insert_with(|| Entry {
            key: Arc::clone(&key),
            epoch: of.epoch,
            expires_at,
            expiring: false,
            ask_at: self.first,
            unanswered_since: None,
            awaited_by: 0,
            end: watch::Sender::new(None),
        });
        let key = Arc::clone(&entry.key);
        entry.awaited_by += 1;
        entry.expires_at = entry.expires_at.max(expires_at);
        // It may have ended since it was read.
        reschedule(agenda, entry, self.first);
        let end = entry.end.subscribe();
        let of_user = by_user.entry(of.user_id.into()).or_default();
        of_user.insert(Arc::clone(&key));
        let unattended = !std::mem::replace(&mut entries.attended, true);
        drop(entries);
        self.hurry.notify_one();
        let list = Arc::clone(self);
        (Awaited { list, key, end }, unattended)
    }

    /// A session is over.
    pub(crate) fn end(&self, of: Revocable<'_>, end: SessionEnd) {
        let mut entries = self.lock();
        if entries.by_key.is_empty() {
            return;
        }
        let key = Key {
            user_id: of.user_id.into(),
            id: of.id.into(),
        };
        entries.end(&key, end);
    }

    /// A session goes on until then.
    pub(crate) fn prolong(&self, of: Revocable<'_>, expires_at: u64) {
        let mut entries = self.lock();
        if entries.by_key.is_empty() {
            return;
        }
        let key = Key {
            user_id: of.user_id.into(),
            id: of.id.into(),
        };
        if let Some(entry) = entries.by_key.get_mut(&key) {
            entry.expires_at = entry.expires_at.max(expires_at);
        }
    }

    /// Something of this user may have ended.
    pub(crate) fn ask_for_user(&self, user_id: &str) {
        self.ask_for(|entries| {
            let of_user = entries.by_user.get(user_id);
            of_user.into_iter().flatten().cloned().collect()
        });
    }

    /// This session may have ended, whosever it is.
    pub(crate) fn ask_for_id(&self, id: &str) {
        self.ask_for(|entries| {
            let keys = entries.by_key.keys();
            keys.filter(|key| *key.id == *id).cloned().collect()
        });
    }

    /// Anything may have ended.
    pub(crate) fn ask_for_all(&self) {
        self.ask_for(|entries| entries.by_key.keys().cloned().collect());
    }

    fn ask_for(&self, which: impl FnOnce(&Entries) -> Vec<SharedKey>) {
        let mut entries = self.lock();
        if entries.by_key.is_empty() {
            return;
        }
        let keys = which(&entries);
        let Entries { by_key, agenda, .. } = &mut *entries;
        for key in &keys {
            if let Some(entry) = by_key.get_mut(key) {
                reschedule(agenda, entry, self.first);
            }
        }
        drop(entries);
        if !keys.is_empty() {
            self.hurry.notify_one();
        }
    }

    /// The session that has been due for the longest time, which is due again after `again`.
    pub(super) fn next(&self, again: Duration) -> Option<Due> {
        let now = Instant::now();
        let mut entries = self.lock();
        let Entries { by_key, agenda, .. } = &mut *entries;
        let (at, key) = agenda.first()?;
        if *at > now {
            return None;
        }
        let key = Arc::clone(key);
        let entry = by_key.get_mut(&key)?;
        reschedule(agenda, entry, now + again);
        Some(Due {
            key,
            epoch: entry.epoch,
        })
    }

    /// The store says that a session lives, until then if it knows that better.
    pub(super) fn lives(&self, key: &Key, expires_at: Option<u64>) {
        let mut entries = self.lock();
        entries.silent_since = None;
        if let Some(entry) = entries.by_key.get_mut(key) {
            entry.unanswered_since = None;
            entry.expiring = false;
            if let Some(expires_at) = expires_at {
                entry.expires_at = expires_at;
            }
        }
    }

    /// The store says that it does not live.
    pub(super) fn is_over(&self, key: &Key) {
        let now = self.clock.now();
        let mut entries = self.lock();
        entries.silent_since = None;
        let expired = entries
            .by_key
            .get(key)
            .is_some_and(|entry| entry.expires_at <= now);
        let end = match expired {
            true => SessionEnd::Expired,
            false => SessionEnd::Ended,
        };
        entries.end(key, end);
    }

    /// The store does not say. Whether it is silent for the first time since it has said something.
    pub(super) fn unanswered(&self, key: &Key) -> bool {
        let now = Instant::now();
        let mut entries = self.lock();
        let first = entries.silent_since.is_none();
        entries.silent_since.get_or_insert(now);
        if let Some(entry) = entries.by_key.get_mut(key) {
            entry.unanswered_since.get_or_insert(now);
            if entry.expiring {
                entries.end(key, SessionEnd::Expired);
            }
        }
        first
    }

    /// Ends what is over by the clock, and what the store has said nothing of for too long. `asked` is whether the store knows
    /// better than we when a session ends: then it is asked.
    pub(super) fn look_at_the_clock(&self, asked: bool) {
        let (now, instant) = (self.clock.now(), Instant::now());
        let mut entries = self.lock();
        let too_long = |since: Option<Instant>| {
            since.is_some_and(|since| instant - since >= Duration::from_secs(UNANSWERED))
        };
        let silent = too_long(entries.silent_since);
        let Entries { by_key, agenda, .. } = &mut *entries;
        let mut over = Vec::new();
        for entry in by_key.values_mut() {
            if silent || too_long(entry.unanswered_since) {
                over.push((Arc::clone(&entry.key), SessionEnd::Unconfirmed));
            } else if entry.expires_at <= now && !asked {
                over.push((Arc::clone(&entry.key), SessionEnd::Expired));
            } else if entry.expires_at <= now && !entry.expiring {
                entry.expiring = true;
                reschedule(agenda, entry, self.first);
            }
        }
        for (key, end) in over {
            entries.end(&key, end);
        }
    }

    /// Whether nobody awaits anything, so that whoever attends may go: the next one who comes is told to begin anew.
    pub(super) fn leave_if_empty(&self) -> bool {
        let mut entries = self.lock();
        let empty = entries.by_key.is_empty();
        if empty {
            entries.attended = false;
            entries.silent_since = None;
        }
        empty
    }

    /// Nobody attends any more, and so nobody would hear of an end: everything is over.
    pub(super) fn abandon(&self) {
        let mut entries = self.lock();
        entries.attended = false;
        let keys: Vec<_> = entries.by_key.keys().cloned().collect();
        for key in keys {
            entries.end(&key, SessionEnd::Unconfirmed);
        }
    }

    /// How many sessions are on it.
    #[cfg(test)]
    pub(in crate::session) fn len(&self) -> usize {
        let entries = self.lock();
        assert_eq!(entries.by_key.len(), entries.agenda.len());
        let of_users: usize = entries.by_user.values().map(BTreeSet::len).sum();
        assert_eq!(entries.by_key.len(), of_users);
        entries.by_key.len()
    }

    /// A lock is poisoned by nothing that could leave the entries half changed.
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn reschedule(agenda: &mut BTreeSet<(Instant, SharedKey)>, entry: &mut Entry, at: Instant) {
    agenda.remove(&(entry.ask_at, Arc::clone(&entry.key)));
    entry.ask_at = at;
    agenda.insert((at, Arc::clone(&entry.key)));
}

impl Entries {
    fn end(&mut self, key: &Key, end: SessionEnd) {
        if let Some(entry) = self.remove(key) {
            entry.end.send_replace(Some(end));
        }
    }

    fn remove(&mut self, key: &Key) -> Option<Entry> {
        let entry = self.by_key.remove(key)?;
        self.agenda.remove(&(entry.ask_at, Arc::clone(&entry.key)));
        if let Some(of_user) = self.by_user.get_mut(&key.user_id) {
            of_user.remove(key);
            if of_user.is_empty() {
                self.by_user.remove(&key.user_id);
            }
        }
        Some(entry)
    }
}

impl Awaited {
    /// The end, when it comes.
    pub(super) async fn end(mut self) -> SessionEnd {
        match self.end.wait_for(Option::is_some).await {
            Ok(end) => end.unwrap_or(SessionEnd::Unconfirmed),
            Err(_) => SessionEnd::Unconfirmed,
        }
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        let mut entries = self.list.lock();
        let Some(entry) = entries.by_key.get_mut(&self.key) else {
            return;
        };
        // A later entry of the same session is not ours.
        if Arc::ptr_eq(&entry.key, &self.key) {
            entry.awaited_by -= 1;
            if entry.awaited_by == 0 {
                entries.remove(&self.key);
            }
        }
    }
}

/// Neither users nor sessions are printed.
impl fmt::Debug for List {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("List").finish_non_exhaustive()
    }
}

impl fmt::Debug for Awaited {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Awaited").finish_non_exhaustive()
    }
}
