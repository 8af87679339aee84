//! Sealed sessions that have been ended.
//!
//! The epoch of a user and the ids of their sessions that have been ended are keys on one node, so that one command reads
//! both; whoever writes one tells everybody in the same step.

use std::sync::Arc;

use redis::cmd;

use super::record::time_to_live;
use super::script::KEEP_AND_TELL;
use super::{Redis, listening};
use crate::outbound::BoxFuture;
use crate::store::{
    Creation, EndedSession, EndedSessions, EndingListener, SessionEpoch, Standing, StoreError,
    Update, UserEpoch,
};

impl Redis {
    async fn keep(
        &self,
        key: &str,
        value: &str,
        expires_at: u64,
        user_id: &str,
        when: &str,
    ) -> Result<bool, StoreError> {
        KEEP_AND_TELL
            .on(key)
            .arg(value)
            .arg(time_to_live(expires_at))
            .arg(self.keys.channel())
            .arg(user_id)
            .arg(when)
            .by(&self.connections)
            .await
    }

    async fn keep_epoch(&self, epoch: &UserEpoch<'_>, when: &str) -> Result<bool, StoreError> {
        let key = self.keys.epoch(epoch.user_id);
        let value = epoch.epoch.to_string();
        self.keep(&key, &value, epoch.expires_at, epoch.user_id, when)
            .await
    }

    async fn read_standing(&self, user_id: &str, session_id: &str) -> Result<Standing, StoreError> {
        let mut command = cmd("MGET");
        command
            .arg(self.keys.epoch(user_id))
            .arg(self.keys.ended(user_id, session_id));
        let (epoch, ended): (Option<String>, Option<String>) =
            self.connections.read(&command).await?;
        let epoch = epoch
            .map(|text| SessionEpoch::parse(&text).ok_or(StoreError::corrupt("not an epoch")))
            .transpose()?;
        Ok(Standing {
            epoch,
            ended: ended.is_some(),
        })
    }
}

impl EndedSessions for Redis {
    fn standing<'a>(
        &'a self,
        user_id: &'a str,
        session_id: &'a str,
    ) -> BoxFuture<'a, Result<Standing, StoreError>> {
        Box::pin(self.read_standing(user_id, session_id))
    }

    fn create_ended<'a>(
        &'a self,
        session: &'a EndedSession<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(async move {
            let key = self.keys.ended(session.user_id, session.id);
            let kept = self.keep(&key, "1", session.expires_at, session.user_id, "NX");
            Ok(creation(kept.await?))
        })
    }

    fn create_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(async move { Ok(creation(self.keep_epoch(epoch, "NX").await?)) })
    }

    fn update_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(async move {
            Ok(if self.keep_epoch(epoch, "XX").await? {
                Update::Updated
            } else {
                Update::Absent
            })
        })
    }

    /// Each has a time to live.
    fn delete_expired(
        &self,
        _now: u64,
        _at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(std::future::ready(Ok(0)))
    }

    fn listen(&self, listener: Arc<dyn EndingListener>) -> Option<BoxFuture<'static, ()>> {
        let (connections, channel) = (Arc::clone(&self.connections), self.keys.channel());
        Some(Box::pin(async move {
            listening::listen(&connections, &channel, &*listener).await;
        }))
    }
}

fn creation(created: bool) -> Creation {
    if created {
        Creation::Created
    } else {
        Creation::Exists
    }
}
