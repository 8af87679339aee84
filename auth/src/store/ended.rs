//! Sealed sessions that have been ended: one by one, and all of a user at once.

use std::fmt;
use std::sync::Arc;

use crate::outbound::BoxFuture;
use crate::sealed::{RandomUnavailable, random_bytes};
use crate::store::{Creation, StoreError, Update, shared};

/// Remembers which sealed sessions have been ended before their time.
///
/// A sealed session says by itself who is signed in. What ends it early is kept here: the session's own id, or a new
/// [epoch](SessionEpoch) of its user, which ends every session that was begun in another one.
///
/// Both are kept until the last session that they concern would have ended anyway, so that a store holds a row for each
/// sign-out and not for each session.
pub trait EndedSessions: fmt::Debug + Send + Sync + 'static {
    /// What is known of a session and of its user, in one round trip.
    ///
    /// # Errors
    /// When that cannot be known.
    fn standing<'a>(
        &'a self,
        user_id: &'a str,
        session_id: &'a str,
    ) -> BoxFuture<'a, Result<Standing, StoreError>>;

    /// Remembers that a session has been ended, unless that is remembered already.
    ///
    /// # Errors
    /// When it cannot be kept; the session then has not been ended.
    fn create_ended<'a>(
        &'a self,
        session: &'a EndedSession<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>>;

    /// Gives a user their first epoch, unless they have one.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn create_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>>;

    /// Replaces the epoch of a user who has one.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn update_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Update, StoreError>>;

    /// Forgets what has expired before `now`: at most `at_most` entries. How many they were.
    ///
    /// # Errors
    /// When nothing can be deleted.
    fn delete_expired(&self, now: u64, at_most: usize) -> BoxFuture<'_, Result<usize, StoreError>>;

    /// Tells a listener whose sessions are ended, by this process or another, for as long as the future is awaited: it has
    /// no end, and connects anew whenever the connection is lost. `None` for a store that cannot tell; other processes then
    /// notice within five seconds.
    fn listen(&self, listener: Arc<dyn EndingListener>) -> Option<BoxFuture<'static, ()>> {
        let _ = listener;
        None
    }
}

/// Hears whose sessions are ended: see [`EndedSessions::listen`].
pub trait EndingListener: fmt::Debug + Send + Sync + 'static {
    /// A session of this user has been ended, or all of them.
    fn ended(&self, user_id: &str);

    /// Something may have been missed, for the store could not be heard for a while.
    fn missed(&self);
}

/// What a store knows of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The epoch of its user; `None` for a user whose sessions were never ended all at once.
    pub epoch: Option<SessionEpoch>,
    /// It has been ended itself.
    pub ended: bool,
}

/// A session that has been ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedSession<'a> {
    /// [`SessionContent::id`](crate::SessionContent::id).
    pub id: &'a str,
    /// Whose it was.
    pub user_id: &'a str,
    /// When it would have ended anyway.
    pub expires_at: u64,
}

/// The epoch of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserEpoch<'a> {
    /// Whose.
    pub user_id: &'a str,
    /// Which.
    pub epoch: SessionEpoch,
    /// When the last session of the epoch before would have ended anyway.
    pub expires_at: u64,
}

/// What tells the sessions of a user from those that they have all ended at once: a session lives in the epoch in which
/// it was begun, and in no other.
///
/// It is a random number and not a time, because times do not do: within one second somebody can sign out everywhere and
/// in again, and the clocks of two servers differ by more than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionEpoch(u128);

impl SessionEpoch {
    /// One that there has never been.
    pub(crate) fn new() -> Result<Self, RandomUnavailable> {
        random_bytes().map(Self::from_bytes)
    }

    /// From the bytes that a store has kept.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    /// The bytes for a store to keep.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// From its 32 hexadecimal digits, as it is displayed; `None` for everything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 32 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        u128::from_str_radix(text, 16)
            .ok()
            .filter(|_| digits)
            .map(Self)
    }
}

impl fmt::Display for SessionEpoch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl<T: EndedSessions + ?Sized> EndedSessions for Arc<T> {
    shared! {
        fn standing(user_id: &'a str, session_id: &'a str) -> Standing;
        fn create_ended(session: &'a EndedSession<'a>) -> Creation;
        fn create_epoch(epoch: &'a UserEpoch<'a>) -> Creation;
        fn update_epoch(epoch: &'a UserEpoch<'a>) -> Update;
        fn delete_expired(now: u64, at_most: usize) -> usize;
        raw fn listen(listener: Arc<dyn EndingListener>) -> Option<BoxFuture<'static, ()>>;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_is_read_as_it_was_written() {
        let epoch =
            SessionEpoch::from_bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255]);
        assert_eq!(SessionEpoch::parse(&epoch.to_string()), Some(epoch));
        assert_eq!(SessionEpoch::from_bytes(epoch.to_bytes()), epoch);
        for text in [
            "",
            "0",
            "+0000000000000000000000000000000",
            "zz000000000000000000000000000000",
            "000000000000000000000000000000000",
        ] {
            assert_eq!(SessionEpoch::parse(text), None, "{text}");
        }
    }

    #[test]
    fn no_epoch_is_ever_given_twice() {
        let epochs: std::collections::HashSet<_> =
            (0..1_000).map(|_| SessionEpoch::new().unwrap()).collect();
        assert_eq!(epochs.len(), 1_000);
    }
}
