//! The sessions: a hash each, and lists of them by user, account and provider's session.
//!
//! A session lives by its own key alone. It is listed before it is there and unlisted after it has ended, and a list lives
//! longer than the sessions in it, so that whatever fails in between, a session that lives can be found and ended. What is
//! listed and not there is left alone, because it may be about to be: a list forgets it when its time is over. Whose a session
//! is says the session: one that is listed under somebody else, who wanted to begin one with its hash, is none of theirs.

use std::cmp::Reverse;

use redis::cmd;

use super::Redis;
use super::record::{FOUND, Fields, OWNER, Owner, RECORD, fields, snapshot, time_to_live};
use super::script::{
    CREATE_SESSION, DELETE_SESSION, LIST_SESSION, NEXT_TURN, UPDATE_SESSION, UPDATE_SNAPSHOT,
};
use super::together::together;
use crate::outbound::BoxFuture;
use crate::sealed::base64url;
use crate::store::{
    Creation, FoundSession, SessionChange, SessionRecord, SessionSnapshots, SessionsOf,
    SnapshotUpdate, StoreError, TokenHash, Turn, Update, UserRecord,
};

impl Redis {
    async fn find(&self, hash: &TokenHash) -> Result<Option<FoundSession>, StoreError> {
        self.fields(hash, &FOUND).await?.found()
    }

    async fn fields(&self, hash: &TokenHash, names: &[&str]) -> Result<Fields, StoreError> {
        let mut command = cmd("HMGET");
        command.arg(self.keys.session(hash)).arg(names);
        self.connections.read(&command).await
    }

    async fn next_turn(&self, user_id: &str, after: Turn) -> Result<Turn, StoreError> {
        let turn = NEXT_TURN
            .on(&self.keys.turn(user_id))
            .arg(after.number())
            .arg(TURN_KEPT)
            .by(&self.connections);
        turn.await.map(Turn::from_number)
    }

    async fn create(
        &self,
        session: &SessionRecord,
        user: &UserRecord,
        turn: Turn,
    ) -> Result<Creation, StoreError> {
        let user = snapshot(user)?;
        self.list(&session.hash, &Owner::of(session), session.expires_at)
            .await?;
        let mut creation = CREATE_SESSION
            .on(&self.keys.session(&session.hash))
            .arg(time_to_live(session.expires_at))
            .arg(&[("turn", turn.number().to_string()), ("user", user)]);
        for (name, value) in fields(session) {
            creation = creation.arg(name).arg(value);
        }
        Ok(if creation.by(&self.connections).await? {
            Creation::Created
        } else {
            Creation::Exists
        })
    }

    async fn update(&self, hash: &TokenHash, change: &SessionChange) -> Result<Update, StoreError> {
        let Some(owner) = self.fields(hash, &OWNER).await?.owner()? else {
            return Ok(Update::Absent);
        };
        // The lists first: they are to live longer than what is in them.
        self.list(hash, &owner, change.expires_at).await?;
        let mut update = UPDATE_SESSION
            .on(&self.keys.session(hash))
            .arg(time_to_live(change.expires_at))
            .arg(&[
                ("seen_at", change.seen_at),
                ("expires_at", change.expires_at),
            ]);
        if let Some(data) = &change.data {
            update = update.arg("data").arg(data);
        }
        Ok(if update.by(&self.connections).await? {
            Update::Updated
        } else {
            Update::Absent
        })
    }

    /// Puts a session into its lists.
    async fn list(
        &self,
        hash: &TokenHash,
        owner: &Owner,
        expires_at: u64,
    ) -> Result<(), StoreError> {
        let member = hash.to_string();
        let lists = self.lists(owner).into_iter().map(|list| {
            let (store, member) = (self.clone(), member.clone());
            async move {
                let listed = LIST_SESSION
                    .on(&list)
                    .arg(member)
                    .arg(time_to_live(expires_at))
                    .arg(LISTED_AFTER)
                    .by::<()>(&store.connections);
                listed.await
            }
        });
        let lists: Vec<_> = lists.collect();
        together(lists).await.map(drop)
    }

    fn lists(&self, owner: &Owner) -> Vec<String> {
        let provider_session = owner.provider_session.as_deref();
        [
            self.keys.sessions_of_user(&owner.user_id),
            self.keys.sessions_of_account(&owner.issuer, &owner.subject),
        ]
        .into_iter()
        .chain(provider_session.map(|id| self.keys.sessions_of_provider_session(&owner.issuer, id)))
        .collect()
    }

    /// What is in a list, whether or not it is there.
    async fn listed(&self, list: &str) -> Result<Vec<TokenHash>, StoreError> {
        let mut command = cmd("ZRANGE");
        command.arg(list).arg(0).arg(-1);
        let members: Vec<String> = self.connections.read(&command).await?;
        members
            .iter()
            .map(|member| {
                base64url::decode_array(member.as_bytes())
                    .map(TokenHash::from_bytes)
                    .ok_or_else(|| StoreError::corrupt("a list of sessions has something else"))
            })
            .collect()
    }

    /// Deletes a session whose fields have these values.
    async fn delete(
        &self,
        hash: &TokenHash,
        fields: &[(&'static str, String)],
    ) -> Result<bool, StoreError> {
        let deletion = DELETE_SESSION.on(&self.keys.session(hash)).arg(fields);
        let owner: Option<Fields> = deletion.by(&self.connections).await?;
        let Some(owner) = owner else {
            return Ok(false);
        };
        if let Some(owner) = owner.owner()? {
            self.unlist(hash, &owner).await;
        }
        Ok(true)
    }

    /// It has ended, whether or not this succeeds.
    async fn unlist(&self, hash: &TokenHash, owner: &Owner) {
        for list in self.lists(owner) {
            let mut command = cmd("ZREM");
            command.arg(list).arg(hash.to_string());
            if let Err(error) = self.connections.write::<()>(&command).await {
                let error = StoreError::from(error);
                tracing::debug!(%error, "a session that has ended stays listed for a while");
            }
        }
    }

    async fn delete_all(&self, which: SessionsOf<'_>) -> Result<usize, StoreError> {
        let (list, fields, except) = match which {
            SessionsOf::User { id, except } => {
                let list = self.keys.sessions_of_user(id);
                (list, vec![owned(("user_id", id))], except)
            }
            SessionsOf::Account { issuer, subject } => {
                let list = self.keys.sessions_of_account(issuer, subject);
                let fields = [("issuer", issuer), ("subject", subject)];
                (list, fields.map(owned).to_vec(), None)
            }
            SessionsOf::ProviderSession { issuer, id } => {
                let list = self.keys.sessions_of_provider_session(issuer, id);
                let fields = [("issuer", issuer), ("provider_session", id)];
                (list, fields.map(owned).to_vec(), None)
            }
        };
        let listed = self.listed(&list).await?;
        let deletions: Vec<_> = listed
            .into_iter()
            .filter(|hash| Some(hash) != except)
            .map(|hash| {
                let (store, fields) = (self.clone(), fields.clone());
                async move { store.delete(&hash, &fields).await }
            })
            .collect();
        let deleted = together(deletions).await?;
        Ok(deleted.into_iter().filter(|deleted| *deleted).count())
    }

    async fn of_user(&self, user_id: &str) -> Result<Vec<SessionRecord>, StoreError> {
        let listed = self.listed(&self.keys.sessions_of_user(user_id)).await?;
        let records: Vec<_> = listed
            .into_iter()
            .map(|hash| {
                let store = self.clone();
                async move { store.fields(&hash, &RECORD).await?.record(hash) }
            })
            .collect();
        let mut records: Vec<_> = together(records).await?.into_iter().flatten().collect();
        records.retain(|record| record.user_id == user_id);
        records.sort_by_key(|record| (Reverse(record.seen_at), record.hash));
        Ok(records)
    }

    async fn replace_snapshots(
        &self,
        user: &UserRecord,
        turn: Turn,
    ) -> Result<SnapshotUpdate, StoreError> {
        let listed = self
            .listed(&self.keys.sessions_of_user(&user.user.id))
            .await?;
        let text = snapshot(user)?;
        let updates: Vec<_> = listed
            .into_iter()
            .map(|hash| {
                let (store, text) = (self.clone(), text.clone());
                let user_id = user.user.id.clone();
                async move {
                    let update = UPDATE_SNAPSHOT
                        .on(&store.keys.session(&hash))
                        .arg(turn.number())
                        .arg(text)
                        .arg(user_id)
                        .by::<u64>(&store.connections);
                    update.await
                }
            })
            .collect();
        let latest = together(updates).await?.into_iter().max();
        Ok(match latest {
            None | Some(0) => SnapshotUpdate::Updated,
            Some(turn) => SnapshotUpdate::Overtaken(Turn::from_number(turn)),
        })
    }
}

impl SessionSnapshots for Redis {
    fn find_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<Option<FoundSession>, StoreError>> {
        Box::pin(self.find(hash))
    }

    fn turn<'a>(
        &'a self,
        user_id: &'a str,
        after: Turn,
    ) -> BoxFuture<'a, Result<Turn, StoreError>> {
        Box::pin(self.next_turn(user_id, after))
    }

    fn create_session<'a>(
        &'a self,
        session: &'a SessionRecord,
        user: &'a UserRecord,
        turn: Turn,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(self.create(session, user, turn))
    }

    fn update_session<'a>(
        &'a self,
        hash: &'a TokenHash,
        change: &'a SessionChange,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(self.update(hash, change))
    }

    fn update_user<'a>(
        &'a self,
        user: &'a UserRecord,
        turn: Turn,
    ) -> BoxFuture<'a, Result<SnapshotUpdate, StoreError>> {
        Box::pin(self.replace_snapshots(user, turn))
    }

    fn delete_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(self.delete(hash, &[]))
    }

    fn delete_sessions<'a>(
        &'a self,
        which: SessionsOf<'a>,
    ) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(self.delete_all(which))
    }

    fn sessions_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<SessionRecord>, StoreError>> {
        Box::pin(self.of_user(user_id))
    }

    /// Each has a time to live.
    fn delete_expired_sessions(
        &self,
        _now: u64,
        _at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(std::future::ready(Ok(0)))
    }
}

fn owned((name, value): (&'static str, &str)) -> (&'static str, String) {
    (name, value.to_owned())
}

/// How long a session is listed after it has expired, in seconds: the nodes of a cluster do not have one clock.
const LISTED_AFTER: u64 = 86_400;
/// How long the number of the last turn is kept, in seconds. When it is lost, the turns in the sessions say so.
const TURN_KEPT: u64 = 86_400;
