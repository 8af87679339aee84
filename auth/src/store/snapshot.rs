//! Sessions of users who are kept elsewhere.

use std::fmt;
use std::sync::Arc;

use crate::outbound::BoxFuture;
use crate::store::{
    Creation, FoundSession, SessionChange, SessionRecord, SessionsOf, StoreError, TokenHash,
    Update, UserRecord, shared,
};

/// Keeps sessions together with what is known of their users, who are kept in another store: each session carries a
/// snapshot of its user, so that a request needs one round trip to one of the two.
///
/// [`Separate`](crate::store::Separate) makes a store out of both, and sees to it that the snapshots are those of the users
/// as they are. It goes by [turns](Turn): whoever writes snapshots of a user first takes one, then asks the store of users,
/// and then writes. A snapshot gives way to those of later turns alone, so that what somebody has read long ago, and writes
/// late, never takes the place of what has been read since.
pub trait SessionSnapshots: fmt::Debug + Send + Sync + 'static {
    /// The session with this hash and the snapshot of its user, in one round trip. It may have expired.
    ///
    /// # Errors
    /// When that cannot be known.
    fn find_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<Option<FoundSession>, StoreError>>;

    /// The next turn to write snapshots of a user: later than every one before it, and later than `after`.
    ///
    /// # Errors
    /// When that cannot be known.
    fn turn<'a>(&'a self, user_id: &'a str, after: Turn)
    -> BoxFuture<'a, Result<Turn, StoreError>>;

    /// Keeps a new session with a snapshot of its user, who has been read in this turn.
    ///
    /// From the moment it can be found by its hash, it is among the sessions of its user, its account and its provider's
    /// session, so that it can always be ended with them.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn create_session<'a>(
        &'a self,
        session: &'a SessionRecord,
        user: &'a UserRecord,
        turn: Turn,
    ) -> BoxFuture<'a, Result<Creation, StoreError>>;

    /// Changes a session that is there.
    ///
    /// # Errors
    /// When that cannot be kept.
    fn update_session<'a>(
        &'a self,
        hash: &'a TokenHash,
        change: &'a SessionChange,
    ) -> BoxFuture<'a, Result<Update, StoreError>>;

    /// Replaces the snapshots in all sessions of a user, who has been read in this turn.
    ///
    /// # Errors
    /// When they cannot all be kept; then some of them may be the old ones.
    fn update_user<'a>(
        &'a self,
        user: &'a UserRecord,
        turn: Turn,
    ) -> BoxFuture<'a, Result<SnapshotUpdate, StoreError>>;

    /// Ends a session. Whether there was one.
    ///
    /// # Errors
    /// When it cannot be done; then it may live.
    fn delete_session<'a>(&'a self, hash: &'a TokenHash)
    -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Ends all of these sessions. How many they were.
    ///
    /// # Errors
    /// When it cannot be done; then some of them may live.
    fn delete_sessions<'a>(
        &'a self,
        which: SessionsOf<'a>,
    ) -> BoxFuture<'a, Result<usize, StoreError>>;

    /// The sessions of a user, those used last first; some of them may have expired.
    ///
    /// # Errors
    /// When they cannot be known.
    fn sessions_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<SessionRecord>, StoreError>>;

    /// Forgets what has expired before `now`: at most `at_most` sessions. How many they were.
    ///
    /// # Errors
    /// When nothing can be deleted.
    fn delete_expired_sessions(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>>;
}

/// When somebody began to write snapshots of a user, in relation to others who did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(u64);

impl Turn {
    /// Before all others.
    pub const FIRST: Self = Self(0);

    /// From the number that a store has kept.
    #[must_use]
    pub const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The number for a store to keep.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// What became of snapshots that were to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "some snapshots may be others"]
pub enum SnapshotUpdate {
    /// All of them are the new ones now.
    Updated,
    /// One of them is another one, of a turn that is as late: this one.
    Overtaken(Turn),
}

impl<T: SessionSnapshots + ?Sized> SessionSnapshots for Arc<T> {
    shared! {
        fn find_session(hash: &'a TokenHash) -> Option<FoundSession>;
        fn turn(user_id: &'a str, after: Turn) -> Turn;
        fn create_session(session: &'a SessionRecord, user: &'a UserRecord, turn: Turn) -> Creation;
        fn update_session(hash: &'a TokenHash, change: &'a SessionChange) -> Update;
        fn update_user(user: &'a UserRecord, turn: Turn) -> SnapshotUpdate;
        fn delete_session(hash: &'a TokenHash) -> bool;
        fn delete_sessions(which: SessionsOf<'a>) -> usize;
        fn sessions_of(user_id: &'a str) -> Vec<SessionRecord>;
        fn delete_expired_sessions(now: u64, at_most: usize) -> usize;
    }
}
