//! Ending sealed sessions on the server: one by one, and all of a user at once.
//!
//! 1. A session is sealed with the [epoch](SessionEpoch) of its user. It lives as long as that is the user's epoch, and
//!    as long as it has not been ended by its own id. Sealing it anew changes neither, so that a request which is under
//!    way cannot bring back what has been ended.
//! 2. That a session lives is remembered for [`KNOWN_FOR`] seconds in this process, so that not every request asks the
//!    store. What this process ends is forgotten at once, also by look-ups that are under way. That a session has *not*
//!    lived is not remembered: the store has the last word.
//!    A store that tells what others have ended ([`EndedSessions::listen`]) is heard: what it says is forgotten too.
//! 3. Whoever signs in is given the epoch that the store has then.
//! 4. When the store does not answer, nothing is known, and nobody comes in.

use std::sync::Arc;

use crate::clock::SharedClock;
use crate::error::SessionError;
use crate::session::ending::List;
use crate::session::known::{Forgetting, KnownSessions};
use crate::session::listening::Listening;
use crate::store::{
    Creation, EndedSession, EndedSessions, LATEST, SessionEpoch, StoreError, Update, UserEpoch,
    in_time,
};

/// Asks a store which sessions have been ended, and tells it.
#[derive(Debug)]
pub(super) struct Revocation {
    store: Arc<dyn EndedSessions>,
    clock: SharedClock,
    known: Arc<KnownSessions>,
    listening: Listening,
    /// Those whose end is awaited hear of what others have ended.
    awaited: Arc<List>,
    /// How long after signing in no session lives any more, in seconds.
    max_age: u64,
}

/// A session, as far as ending it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Revocable<'a> {
    pub(super) user_id: &'a str,
    pub(super) id: &'a str,
    pub(super) epoch: Option<SessionEpoch>,
}

impl Revocation {
    pub(super) fn new(
        store: Arc<dyn EndedSessions>,
        clock: SharedClock,
        max_age: u64,
        awaited: Arc<List>,
    ) -> Self {
        Self {
            store,
            clock,
            known: Arc::new(KnownSessions::new(KNOWN_FOR)),
            listening: Listening::default(),
            awaited,
            max_age,
        }
    }

    /// Whether a session has not been ended.
    ///
    /// # Errors
    /// When the store does not say.
    pub(super) async fn lives(&self, session: Revocable<'_>) -> Result<bool, StoreError> {
        self.listen();
        let asking = match self.known.find(session, self.clock.now()) {
            Ok(()) => return Ok(true),
            Err(asking) => asking,
        };
        let lives = self.stands(session).await?;
        if lives {
            self.known.insert(session, asking);
        }
        Ok(lives)
    }

    /// The same by the store's word, whatever is remembered.
    ///
    /// # Errors
    /// When the store does not say.
    pub(super) async fn stands(&self, session: Revocable<'_>) -> Result<bool, StoreError> {
        self.listen();
        let standing = in_time(self.store.standing(session.user_id, session.id)).await?;
        let stands = !standing.ended && is_of(session.epoch, standing.epoch);
        if !stands {
            self.known.refuse(session);
        }
        Ok(stands)
    }

    /// Whether the store tells what others have ended.
    pub(super) fn is_told(&self) -> bool {
        self.listening.is_told()
    }

    fn listen(&self) {
        self.listening
            .begin(&self.store, &self.known, &self.awaited);
    }

    /// The epoch in which somebody signs in now, with a session of that id.
    ///
    /// # Errors
    /// When the store does not say.
    pub(super) async fn epoch(
        &self,
        user_id: &str,
        session_id: &str,
    ) -> Result<Option<SessionEpoch>, StoreError> {
        let standing = in_time(self.store.standing(user_id, session_id)).await?;
        Ok(standing.epoch)
    }

    /// Ends one session, that began then.
    ///
    /// # Errors
    /// When the store does not say that it has been ended.
    pub(super) async fn end(
        &self,
        session: Revocable<'_>,
        signed_in_at: u64,
    ) -> Result<(), StoreError> {
        let _forgetting = self.forgetting(session.user_id);
        let ended = EndedSession {
            id: session.id,
            user_id: session.user_id,
            expires_at: self.all_over(signed_in_at),
        };
        in_time(async {
            // Whether it had been ended before makes no difference.
            let (Creation::Created | Creation::Exists) = self.store.create_ended(&ended).await?;
            Ok(())
        })
        .await?;
        self.sweep().await;
        Ok(())
    }

    /// Ends every session of a user that there is at this time.
    ///
    /// # Errors
    /// When the store does not say that they have been ended.
    pub(super) async fn end_all(&self, user_id: &str) -> Result<(), SessionError> {
        let _forgetting = self.forgetting(user_id);
        let epoch = UserEpoch {
            user_id,
            epoch: SessionEpoch::new()?,
            expires_at: self.all_over(self.clock.now()),
        };
        in_time(async {
            for _ in 0..ATTEMPTS {
                if self.store.update_epoch(&epoch).await? == Update::Updated
                    || self.store.create_epoch(&epoch).await? == Creation::Created
                {
                    return Ok(());
                }
                // Somebody created it in between, or it expired: once more.
            }
            Err(StoreError::corrupt("an epoch is there and is not there"))
        })
        .await?;
        self.sweep().await;
        Ok(())
    }

    /// From now on, and again when the value is dropped, this process knows nothing of the sessions of a user.
    fn forgetting<'a>(&'a self, user_id: &'a str) -> Forgetting<'a> {
        self.known.forgetting(user_id)
    }

    /// When no session lives any more that began then, whatever the clocks of other servers say.
    fn all_over(&self, signed_in_at: u64) -> u64 {
        signed_in_at
            .saturating_add(self.max_age)
            .saturating_add(CLOCKS_DIFFER)
            .min(LATEST)
    }

    /// Forgets a few of those that have expired. What remains makes no difference, and the next one comes by.
    async fn sweep(&self) {
        let deleted = in_time(self.store.delete_expired(self.clock.now(), SWEPT)).await;
        if let Err(error) = deleted {
            tracing::warn!(code = error.code().code, %error, "ended sessions that have expired stay in the store");
        }
    }
}

/// Whether a session that began in one epoch lives in another. An epoch is forgotten when the sessions that it ended would
/// have ended anyway, so that where there is none every session is of the last one.
fn is_of(began_in: Option<SessionEpoch>, current: Option<SessionEpoch>) -> bool {
    current.is_none() || began_in == current
}

/// How long it is taken for granted that a session lives, in seconds. In this time a session that another process has
/// ended may still be used here, and not longer.
pub(super) const KNOWN_FOR: u64 = 5;
/// By how many seconds the clocks of servers may differ without something being forgotten too early.
const CLOCKS_DIFFER: u64 = 3_600;
/// How many that have expired are deleted with each one that is ended.
const SWEPT: usize = 16;
/// How often two servers that end all sessions of a user may come in each other's way.
const ATTEMPTS: usize = 3;
