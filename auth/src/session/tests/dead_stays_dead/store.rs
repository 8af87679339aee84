//! The store in memory, with a pause before and after each call, and stores that do it wrong.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use shuttle::future::yield_now;

use super::{Told, come_back};
use crate::outbound::BoxFuture;
use crate::store::{
    AccountRecord, Creation, EndedSession, EndedSessions, FoundSession, Memory, OwnedCreation,
    SessionChange, SessionRecord, Sessions, SessionsOf, Standing, StoreError, TokenHash, Update,
    UserChange, UserCreation, UserEpoch, UserRecord, UserUpdate, Users,
};

#[derive(Debug, Clone, Default)]
pub(super) struct Interleaved {
    memory: Memory,
    fault: Fault,
    told: Arc<Told>,
    /// Whether others go on meanwhile.
    is_paused_by_calls: Arc<AtomicBool>,
    /// What was created, for the one that writes it again.
    created: Arc<Mutex<HashMap<TokenHash, SessionRecord>>>,
}

/// What a store does wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Fault {
    #[default]
    None,
    /// An update writes what is not there.
    Upserts,
    /// An ending is acknowledged and not done.
    Forgets,
}

impl Interleaved {
    pub(super) fn new(fault: Fault) -> Self {
        Self {
            fault,
            ..Self::default()
        }
    }

    /// From now on others go on before and after each call.
    pub(super) fn interleave(&self) {
        self.is_paused_by_calls.store(true, Ordering::Relaxed);
    }

    pub(super) fn told(&self) -> Arc<Told> {
        Arc::clone(&self.told)
    }

    /// Others go on before and after it, and after it nothing is there that has ended.
    async fn step<T>(&self, call: impl Future<Output = T>) -> T {
        self.pause().await;
        let answer = call.await;
        self.holds_nothing_that_has_ended();
        self.pause().await;
        answer
    }

    async fn pause(&self) {
        if self.is_paused_by_calls.load(Ordering::Relaxed) {
            yield_now().await;
        }
    }

    pub(super) fn holds_nothing_that_has_ended(&self) {
        for name in self.told.names() {
            if let Some(hash) = TokenHash::parse(&name)
                && at_once(self.memory.find_session(&hash)).unwrap().is_some()
            {
                come_back("it is in the store");
            }
        }
    }
}

/// What memory answers, which never waits.
fn at_once<T>(answer: impl Future<Output = T>) -> T {
    match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("it waits"),
    }
}

impl Users for Interleaved {
    fn find_user<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        Box::pin(self.step(async move { self.memory.find_user(id).await }))
    }

    fn find_user_by_email<'a>(
        &'a self,
        email: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        Box::pin(self.step(async move { self.memory.find_user_by_email(email).await }))
    }

    fn create_user<'a>(
        &'a self,
        user: &'a UserRecord,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<UserCreation, StoreError>> {
        Box::pin(self.step(async move { self.memory.create_user(user, account).await }))
    }

    fn update_user<'a>(
        &'a self,
        id: &'a str,
        change: UserChange<'a>,
    ) -> BoxFuture<'a, Result<UserUpdate, StoreError>> {
        Box::pin(self.step(async move { self.memory.update_user(id, change).await }))
    }

    fn delete_user<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(self.step(async move { self.memory.delete_user(id).await }))
    }
}

impl Sessions for Interleaved {
    fn find_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<Option<FoundSession>, StoreError>> {
        Box::pin(self.step(async move { self.memory.find_session(hash).await }))
    }

    fn create_session<'a>(
        &'a self,
        session: &'a SessionRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>> {
        Box::pin(self.step(async move {
            let kept = session.clone();
            self.created.lock().unwrap().insert(session.hash, kept);
            self.memory.create_session(session).await
        }))
    }

    fn update_session<'a>(
        &'a self,
        hash: &'a TokenHash,
        change: &'a SessionChange,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(self.step(async move {
            let update = self.memory.update_session(hash, change).await?;
            let created = self.created.lock().unwrap().get(hash).cloned();
            if let (Update::Absent, Fault::Upserts, Some(session)) = (update, self.fault, created) {
                let _ = self.memory.create_session(&session).await?;
                return Ok(Update::Updated);
            }
            Ok(update)
        }))
    }

    fn delete_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(self.step(async move { self.memory.delete_session(hash).await }))
    }

    fn delete_sessions<'a>(
        &'a self,
        which: SessionsOf<'a>,
    ) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(self.step(async move { self.memory.delete_sessions(which).await }))
    }

    fn sessions_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<SessionRecord>, StoreError>> {
        Box::pin(self.step(async move { self.memory.sessions_of(user_id).await }))
    }

    fn delete_expired_sessions(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(self.step(async move { self.memory.delete_expired_sessions(now, at_most).await }))
    }
}

impl EndedSessions for Interleaved {
    fn standing<'a>(
        &'a self,
        user_id: &'a str,
        session_id: &'a str,
    ) -> BoxFuture<'a, Result<Standing, StoreError>> {
        Box::pin(self.step(async move { self.memory.standing(user_id, session_id).await }))
    }

    fn create_ended<'a>(
        &'a self,
        session: &'a EndedSession<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(self.step(async move {
            if self.fault == Fault::Forgets {
                return Ok(Creation::Created);
            }
            self.memory.create_ended(session).await
        }))
    }

    fn create_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(self.step(async move { self.memory.create_epoch(epoch).await }))
    }

    fn update_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(self.step(async move { self.memory.update_epoch(epoch).await }))
    }

    fn delete_expired(&self, now: u64, at_most: usize) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(self.step(async move { self.memory.delete_expired(now, at_most).await }))
    }
}
