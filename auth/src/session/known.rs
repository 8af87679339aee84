//! Sessions of which this process has learned a moment ago that they had not been ended.
//!
//! A bounded memory: so many groups of a few entries each. The group is chosen by the user, so that whatever is known of
//! a user's sessions can be forgotten at once. A look-up that began before that does not put back what it has learned.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::revocation::Revocable;
use crate::store::SessionEpoch;

pub(super) struct KnownSessions {
    groups: Box<[Mutex<Group>]>,
    hasher: RandomState,
    /// In seconds.
    known_for: u64,
}

/// A look-up that is under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking {
    since: Moment,
    /// What [`Group::forgotten`] was then.
    forgotten: u64,
}

/// A time by the application's clock, and by one that nobody can set.
#[derive(Debug, Clone, Copy)]
struct Moment {
    now: u64,
    instant: Instant,
}

#[derive(Default)]
struct Group {
    entries: [Option<Entry>; WAYS],
    /// Which place is free, or holds the oldest entry.
    next: usize,
    /// How often something here was forgotten.
    forgotten: u64,
}

struct Entry {
    user_id: Box<str>,
    id: Box<str>,
    epoch: Option<SessionEpoch>,
    /// Before the store was asked.
    asked: Moment,
}

impl KnownSessions {
    pub(super) fn new(known_for: u64) -> Self {
        Self {
            groups: (0..GROUPS).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
            known_for,
        }
    }

    /// Whether it is known that this session lives; if not, what [`Self::insert`] asks for later.
    pub(super) fn find(&self, session: Revocable<'_>, now: u64) -> Result<(), Asking> {
        let group = self.lock(session.user_id);
        let mut entries = group
            .iter()
            .flat_map(|group| group.entries.iter().flatten());
        let known = entries.find(|entry| entry.is_of(session));
        if known.is_some_and(|entry| entry.asked.is_within(self.known_for, now)) {
            return Ok(());
        }
        Err(Asking {
            since: Moment {
                now,
                instant: Instant::now(),
            },
            forgotten: group.as_ref().map_or(0, |group| group.forgotten),
        })
    }

    /// Remembers that a session lived when the look-up began, unless something of its user was ended since.
    pub(super) fn insert(&self, session: Revocable<'_>, asking: Asking) {
        if session.user_id.len() + session.id.len() > LONGEST {
            return;
        }
        let group = self.lock(session.user_id);
        if let Some(mut group) = group.filter(|group| group.forgotten == asking.forgotten) {
            group.put(Entry {
                user_id: session.user_id.into(),
                id: session.id.into(),
                epoch: session.epoch,
                asked: asking.since,
            });
        }
    }

    /// Forgets this session, which has been ended: a look-up that is under way may have begun before that, and what it has
    /// learned is not put back after somebody was refused.
    pub(super) fn refuse(&self, session: Revocable<'_>) {
        if let Some(mut group) = self.lock(session.user_id) {
            group.forgotten = group.forgotten.wrapping_add(1);
            for place in &mut group.entries {
                if place.as_ref().is_some_and(|entry| entry.is_of(session)) {
                    *place = None;
                }
            }
        }
    }

    /// Forgets what is known of the sessions of a user, now and again when the value is dropped: what is learned in
    /// between may be from before they were ended.
    pub(super) fn forgetting<'a>(&'a self, user_id: &'a str) -> Forgetting<'a> {
        self.forget(user_id);
        Forgetting {
            known: self,
            user_id,
        }
    }

    /// Forgets what is known of the sessions of a user.
    pub(super) fn forget(&self, user_id: &str) {
        if let Some(mut group) = self.lock(user_id) {
            group.forget();
        }
    }

    /// Forgets everything.
    pub(super) fn forget_all(&self) {
        for group in &self.groups {
            group
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .forget();
        }
    }

    /// A lock is poisoned by nothing that could leave a group half changed.
    fn lock(&self, user_id: &str) -> Option<MutexGuard<'_, Group>> {
        let at = self.hasher.hash_one(user_id) as usize % GROUPS;
        let group = self.groups.get(at)?;
        Some(group.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Neither users nor sessions are printed.
impl fmt::Debug for KnownSessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("KnownSessions")
            .finish_non_exhaustive()
    }
}

/// Something of a user is being ended.
#[derive(Debug)]
pub(super) struct Forgetting<'a> {
    known: &'a KnownSessions,
    user_id: &'a str,
}

impl Drop for Forgetting<'_> {
    fn drop(&mut self) {
        self.known.forget(self.user_id);
    }
}

impl Moment {
    /// Whether no clock says that it is longer ago.
    fn is_within(&self, seconds: u64, now: u64) -> bool {
        now.checked_sub(self.now).is_some_and(|ago| ago < seconds)
            && self.instant.elapsed() < Duration::from_secs(seconds)
    }
}

impl Group {
    fn forget(&mut self) {
        *self = Self {
            forgotten: self.forgotten.wrapping_add(1),
            ..Self::default()
        };
    }

    /// Puts an entry in place of the same one, or into the next place.
    fn put(&mut self, entry: Entry) {
        let same = |place: &Option<Entry>| {
            place
                .as_ref()
                .is_some_and(|present| present.user_id == entry.user_id && present.id == entry.id)
        };
        let at = self.entries.iter().position(same).unwrap_or_else(|| {
            let next = self.next;
            self.next = (next + 1) % WAYS;
            next
        });
        if let Some(place) = self.entries.get_mut(at) {
            *place = Some(entry);
        }
    }
}

impl Entry {
    fn is_of(&self, session: Revocable<'_>) -> bool {
        *self.user_id == *session.user_id && *self.id == *session.id && self.epoch == session.epoch
    }
}

const GROUPS: usize = 1_024;
const WAYS: usize = 4;
/// In bytes, of a user's and a session's id together. With [`GROUPS`] and [`WAYS`] this bounds the memory to 2.5 MiB.
const LONGEST: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    const SECONDS: u64 = 5;

    fn session<'a>(user_id: &'a str, id: &'a str) -> Revocable<'a> {
        Revocable {
            user_id,
            id,
            epoch: None,
        }
    }

    fn learn(known: &KnownSessions, session: Revocable<'_>, now: u64) {
        let asking = known.find(session, now).expect_err("not yet known");
        known.insert(session, asking);
    }

    #[test]
    fn a_session_is_known_for_a_few_seconds_and_no_longer() {
        let (known, ada) = (KnownSessions::new(SECONDS), session("ada", "one"));
        learn(&known, ada, 100);
        for now in 100..105 {
            assert!(known.find(ada, now).is_ok(), "{now}");
        }
        assert!(known.find(ada, 105).is_err());
        assert!(known.find(ada, 99).is_err(), "a clock that went back");
        assert!(KnownSessions::new(0).find(ada, 100).is_err());
    }

    #[test]
    fn a_clock_that_stands_still_keeps_nothing_alive() {
        let known = KnownSessions::new(0);
        learn(&known, session("ada", "one"), 100);
        assert!(known.find(session("ada", "one"), 100).is_err());
        let moment = Moment {
            now: 100,
            instant: Instant::now(),
        };
        assert!(moment.is_within(1, 100));
        let Some(earlier) = moment.instant.checked_sub(Duration::from_secs(1)) else {
            return;
        };
        let moment = Moment {
            instant: earlier,
            ..moment
        };
        assert!(!moment.is_within(1, 100));
    }

    #[test]
    fn a_session_is_known_by_user_id_and_epoch() {
        let (known, ada) = (KnownSessions::new(SECONDS), session("ada", "one"));
        learn(&known, ada, 100);
        for other in [
            session("ada", "two"),
            session("bob", "one"),
            Revocable {
                epoch: Some(SessionEpoch::from_bytes([0; 16])),
                ..ada
            },
        ] {
            assert!(known.find(other, 100).is_err(), "{other:?}");
        }
    }

    #[test]
    fn what_is_forgotten_is_not_known_and_of_others_nothing_is_lost() {
        let known = KnownSessions::new(SECONDS);
        let (ada, bob) = (session("ada", "one"), session("bob", "two"));
        learn(&known, ada, 100);
        let forgetting = known.forgetting("ada");
        assert!(known.find(ada, 100).is_err());
        learn(&known, ada, 100);
        drop(forgetting);
        assert!(known.find(ada, 100).is_err(), "learned while it was ended");
        learn(&known, bob, 100);
        assert!(known.find(bob, 100).is_ok());
    }

    #[test]
    fn a_look_up_that_began_before_puts_nothing_back() {
        let (known, ada) = (KnownSessions::new(SECONDS), session("ada", "one"));
        let asking = known.find(ada, 100).unwrap_err();
        drop(known.forgetting("ada"));
        known.insert(ada, asking);
        assert!(known.find(ada, 100).is_err());
    }

    #[test]
    fn a_session_that_is_refused_is_not_put_back_and_others_stay_known() {
        let known = KnownSessions::new(SECONDS);
        let (one, two) = (session("ada", "one"), session("ada", "two"));
        let asking = known.find(one, 100).unwrap_err();
        learn(&known, one, 100);
        learn(&known, two, 100);
        known.refuse(one);
        known.insert(one, asking);
        assert!(known.find(one, 100).is_err());
        assert!(known.find(two, 100).is_ok());
    }

    #[test]
    fn however_many_sessions_there_are_memory_is_bounded() {
        let known = KnownSessions::new(SECONDS);
        let long = "x".repeat(LONGEST);
        for number in 0..20_000 {
            let user = number.to_string();
            learn(&known, session(&user, "one"), 100);
        }
        learn(&known, session(&long, "one"), 100);
        let kept = known
            .groups
            .iter()
            .map(|group| group.lock().unwrap().entries.iter().flatten().count());
        let kept: usize = kept.sum();
        assert!((1_024..=GROUPS * WAYS).contains(&kept), "{kept}");
        assert!(known.find(session(&long, "one"), 100).is_err(), "too long");
    }

    #[test]
    fn a_session_that_is_learned_again_takes_one_place() {
        let (known, ada) = (KnownSessions::new(SECONDS), session("ada", "one"));
        for now in 0..20 {
            if let Err(asking) = known.find(ada, now) {
                known.insert(ada, asking);
            }
        }
        let group = known.lock("ada").unwrap();
        assert_eq!(group.entries.iter().flatten().count(), 1);
    }
}
