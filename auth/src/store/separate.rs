//! Users in one store, their sessions in another.

use std::fmt;
use std::sync::Arc;

use crate::outbound::BoxFuture;
use crate::store::{
    AccountDeletion, AccountRecord, Accounts, Creation, EndedSession, EndedSessions,
    EndingListener, FoundSession, Lease, LinkedAccount, OwnedCreation, PasskeyRecord, Passkeys,
    SessionChange, SessionRecord, SessionSnapshots, Sessions, SessionsOf, SnapshotUpdate, Standing,
    StoreError, TakenToken, TokenHash, Turn, Update, UserChange, UserCreation, UserEpoch,
    UserRecord, UserUpdate, Users, VerificationToken, VerificationTokens,
};

/// A store that is made of two: users, accounts, passkeys and sign-in links are in the first one, sessions in the second.
///
/// Looking up a session asks the second one alone, which keeps a snapshot of the user beside it. Everything that changes or
/// deletes a user goes to the first one, and then to the snapshots: when that has been done, every session of theirs is of
/// the user as they are, and a user who is gone has none, also when they signed in meanwhile.
///
/// No transaction spans two stores. When the second step fails, the method answers with an error although the first one has
/// been done; called once more, it does what is left. So [`Users::delete_user`] can have deleted a user whose sessions
/// still live, has then said so by an error, and answers the second call with `false` when they are gone. A change that is
/// made to the first store by somebody else is not in the snapshots before the next change that is made here.
#[derive(Debug, Clone)]
pub struct Separate<A, S> {
    accounts: A,
    sessions: S,
}

impl<A, S> Separate<A, S> {
    /// Of a store of users and one of sessions.
    #[must_use]
    pub const fn new(accounts: A, sessions: S) -> Self {
        Self { accounts, sessions }
    }
}

impl<A: Users, S: SessionSnapshots> Separate<A, S> {
    /// Ends the sessions of a user who is gone, and makes the snapshots those of a user who is there.
    async fn refresh(&self, user_id: &str) -> Result<(), StoreError> {
        let mut after = Turn::FIRST;
        for _ in 0..ATTEMPTS {
            let turn = self.sessions.turn(user_id, after).await?;
            let Some(user) = self.accounts.find_user(user_id).await? else {
                let all = SessionsOf::User {
                    id: user_id,
                    except: None,
                };
                return self.sessions.delete_sessions(all).await.map(drop);
            };
            match self.sessions.update_user(&user, turn).await? {
                SnapshotUpdate::Updated => return Ok(()),
                SnapshotUpdate::Overtaken(by) => after = by,
            }
        }
        Err(StoreError::unavailable(
            "a user is changed more often than their sessions can be told",
        ))
    }

    async fn begin(&self, session: &SessionRecord) -> Result<OwnedCreation, StoreError> {
        let turn = self.sessions.turn(&session.user_id, Turn::FIRST).await?;
        let Some(user) = self.admitted(&session.user_id).await? else {
            return Ok(OwnedCreation::UserAbsent);
        };
        let creation = self.sessions.create_session(session, &user, turn).await?;
        if creation == Creation::Exists {
            return Ok(OwnedCreation::Exists);
        }
        // Whoever has changed the user meanwhile may have looked for their sessions before this one was there.
        match self.admitted(&session.user_id).await? {
            None => {
                self.sessions.delete_session(&session.hash).await?;
                return Ok(OwnedCreation::UserAbsent);
            }
            Some(now) if now != user => self.refresh(&session.user_id).await?,
            Some(_) => {}
        }
        Ok(OwnedCreation::Created)
    }

    /// A user who is there and is not kept out.
    async fn admitted(&self, user_id: &str) -> Result<Option<UserRecord>, StoreError> {
        let user = self.accounts.find_user(user_id).await?;
        Ok(user.filter(|user| !user.disabled))
    }
}

#[diagnostic::do_not_recommend]
impl<A: Users, S: SessionSnapshots> Users for Separate<A, S> {
    fn new_user_id(&self) -> BoxFuture<'_, Result<Option<String>, StoreError>> {
        self.accounts.new_user_id()
    }

    fn find_user<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        self.accounts.find_user(id)
    }

    fn find_user_by_email<'a>(
        &'a self,
        email: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        self.accounts.find_user_by_email(email)
    }

    fn create_user<'a>(
        &'a self,
        user: &'a UserRecord,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<UserCreation, StoreError>> {
        self.accounts.create_user(user, account)
    }

    fn update_user<'a>(
        &'a self,
        id: &'a str,
        change: UserChange<'a>,
    ) -> BoxFuture<'a, Result<UserUpdate, StoreError>> {
        Box::pin(async move {
            let update = self.accounts.update_user(id, change).await?;
            if update != UserUpdate::EmailTaken {
                self.refresh(id).await?;
            }
            Ok(update)
        })
    }

    fn delete_user<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let deleted = self.accounts.delete_user(id).await?;
            let all = SessionsOf::User { id, except: None };
            self.sessions.delete_sessions(all).await?;
            Ok(deleted)
        })
    }
}

#[diagnostic::do_not_recommend]
impl<A: Users, S: SessionSnapshots> Sessions for Separate<A, S> {
    fn find_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<Option<FoundSession>, StoreError>> {
        self.sessions.find_session(hash)
    }

    fn create_session<'a>(
        &'a self,
        session: &'a SessionRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>> {
        Box::pin(self.begin(session))
    }

    fn update_session<'a>(
        &'a self,
        hash: &'a TokenHash,
        change: &'a SessionChange,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        self.sessions.update_session(hash, change)
    }

    fn delete_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.sessions.delete_session(hash)
    }

    fn delete_sessions<'a>(
        &'a self,
        which: SessionsOf<'a>,
    ) -> BoxFuture<'a, Result<usize, StoreError>> {
        self.sessions.delete_sessions(which)
    }

    fn sessions_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<SessionRecord>, StoreError>> {
        self.sessions.sessions_of(user_id)
    }

    fn delete_expired_sessions(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        self.sessions.delete_expired_sessions(now, at_most)
    }
}

// Whoever lacks a trait is told of stores that have it and not of what is made of them.

/// The methods of a trait by one of the two. The first line of the `impl` is outside, for the build shows it to whoever lacks
/// the trait.
macro_rules! by {
    ($part:ident:
        $(fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*
        $(raw fn $raw:ident($($raw_argument:ident: $raw_type:ty),*) -> $raw_answer:ty;)*
    ) => {
        $(fn $name<'a>(
            &'a self,
            $($argument: $type),*
        ) -> BoxFuture<'a, Result<$answer, StoreError>> {
            self.$part.$name($($argument),*)
        })*

        $(fn $raw(&self, $($raw_argument: $raw_type),*) -> $raw_answer {
            self.$part.$raw($($raw_argument),*)
        })*
    };
}

#[diagnostic::do_not_recommend]
impl<A: Accounts, S: fmt::Debug + Send + Sync + 'static> Accounts for Separate<A, S> {
    by! {
        accounts:
            fn find_account(issuer: &'a str, subject: &'a str) -> Option<LinkedAccount>;
            fn accounts_of(user_id: &'a str) -> Vec<AccountRecord>;
            fn create_account(account: &'a AccountRecord) -> OwnedCreation;
            fn update_account(account: &'a AccountRecord) -> Update;
            fn lease_account(issuer: &'a str, subject: &'a str, lease: Lease) -> Update;
            fn update_leased_account(account: &'a AccountRecord, lease: Lease) -> Update;
            fn delete_account(user_id: &'a str, issuer: &'a str, subject: &'a str) -> AccountDeletion;
    }
}

#[diagnostic::do_not_recommend]
impl<A: Passkeys, S: fmt::Debug + Send + Sync + 'static> Passkeys for Separate<A, S> {
    by! {
        accounts:
            fn find_passkey(credential_id: &'a [u8]) -> Option<PasskeyRecord>;
            fn passkeys_of(user_id: &'a str) -> Vec<PasskeyRecord>;
            fn create_passkey(passkey: &'a PasskeyRecord) -> OwnedCreation;
            fn update_passkey(credential_id: &'a [u8], from: u32, to: u32) -> Update;
            fn delete_passkey(user_id: &'a str, credential_id: &'a [u8]) -> bool;
    }
}

#[diagnostic::do_not_recommend]
impl<A: VerificationTokens, S: fmt::Debug + Send + Sync + 'static> VerificationTokens
    for Separate<A, S>
{
    by! {
        accounts:
            fn create_token(token: &'a VerificationToken<'a>) -> Creation;
            fn take_token(identifier: &'a str, token: &'a str) -> Option<TakenToken>;
            fn delete_expired_tokens(now: u64, at_most: usize) -> usize;
    }
}

#[diagnostic::do_not_recommend]
impl<A: fmt::Debug + Send + Sync + 'static, S: EndedSessions> EndedSessions for Separate<A, S> {
    by! {
        sessions:
            fn standing(user_id: &'a str, session_id: &'a str) -> Standing;
            fn create_ended(session: &'a EndedSession<'a>) -> Creation;
            fn create_epoch(epoch: &'a UserEpoch<'a>) -> Creation;
            fn update_epoch(epoch: &'a UserEpoch<'a>) -> Update;
            fn delete_expired(now: u64, at_most: usize) -> usize;
            raw fn listen(listener: Arc<dyn EndingListener>) -> Option<BoxFuture<'static, ()>>;
    }
}

/// How often a refresh may be overtaken. Each time somebody else has been faster, so that somebody gets there.
const ATTEMPTS: usize = 64;
