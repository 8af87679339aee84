//! A store whose every call is written down, and which fails where a test says so.

use std::sync::{Arc, Mutex};

use auth::outbound::BoxFuture;
use auth::store::{
    AccountDeletion, AccountRecord, Accounts, Creation, FoundSession, LinkedAccount, Memory,
    OwnedCreation, SessionChange, SessionRecord, Sessions, SessionsOf, StoreError, TakenToken,
    TokenHash, Update, UserChange, UserCreation, UserRecord, UserUpdate, Users, VerificationToken,
    VerificationTokens,
};
use tokio::sync::Notify;

/// A [`Memory`] that is watched. Clones are one and the same.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// What is kept; what is asked here nobody watches.
    pub memory: Memory,
    state: Arc<Mutex<State>>,
    /// A call that is held has come.
    pub arrived: Arc<Notify>,
    /// It may go on.
    pub go_on: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    calls: Vec<&'static str>,
    fault: Fault,
}

/// What the store does wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fault {
    #[default]
    None,
    /// Nothing works.
    Down,
    /// One method does not work.
    Without(&'static str),
    /// Nothing is answered.
    Hangs,
    /// One method does what it is asked for, and the answer is lost.
    Forgets(&'static str),
    /// One method finds what cannot be read.
    Unreadable(&'static str),
    /// One method waits for the test.
    Holds(&'static str),
}

impl Watched {
    /// From now on.
    pub fn fail(&self, fault: Fault) {
        self.state.lock().unwrap().fault = fault;
    }

    /// What has been asked since this was last called.
    pub fn calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.state.lock().unwrap().calls)
    }

    /// What fails is noted too: it has been asked.
    async fn before(&self, method: &'static str) -> Result<(), StoreError> {
        let fault = {
            let mut state = self.state.lock().unwrap();
            state.calls.push(method);
            state.fault
        };
        match fault {
            Fault::Down => Err(StoreError::unavailable("it is down")),
            Fault::Without(name) if name == method => Err(StoreError::unavailable("as asked")),
            Fault::Unreadable(name) if name == method => Err(StoreError::corrupt("as asked")),
            Fault::Hangs => std::future::pending().await,
            Fault::Holds(name) if name == method => {
                self.arrived.notify_one();
                self.go_on.notified().await;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn after<T>(&self, method: &'static str, answer: T) -> Result<T, StoreError> {
        match self.state.lock().unwrap().fault {
            Fault::Forgets(name) if name == method => Err(StoreError::unavailable("was reset")),
            _ => Ok(answer),
        }
    }
}

macro_rules! watched {
    ($(impl $trait:ident {
        $(fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*
    })*) => {
        $(impl $trait for Watched {
            $(fn $name<'a>(
                &'a self,
                $($argument: $type),*
            ) -> BoxFuture<'a, Result<$answer, StoreError>> {
                Box::pin(async move {
                    self.before(stringify!($name)).await?;
                    let answer = self.memory.$name($($argument),*).await?;
                    self.after(stringify!($name), answer)
                })
            })*
        })*
    };
}

watched! {
    impl Users {
        fn find_user(id: &'a str) -> Option<UserRecord>;
        fn find_user_by_email(email: &'a str) -> Option<UserRecord>;
        fn create_user(user: &'a UserRecord, account: &'a AccountRecord) -> UserCreation;
        fn update_user(id: &'a str, change: UserChange<'a>) -> UserUpdate;
        fn delete_user(id: &'a str) -> bool;
    }
    impl Accounts {
        fn find_account(issuer: &'a str, subject: &'a str) -> Option<LinkedAccount>;
        fn accounts_of(user_id: &'a str) -> Vec<AccountRecord>;
        fn create_account(account: &'a AccountRecord) -> OwnedCreation;
        fn update_account(account: &'a AccountRecord) -> Update;
        fn delete_account(user_id: &'a str, issuer: &'a str, subject: &'a str) -> AccountDeletion;
    }
    impl Sessions {
        fn find_session(hash: &'a TokenHash) -> Option<FoundSession>;
        fn create_session(session: &'a SessionRecord) -> OwnedCreation;
        fn update_session(hash: &'a TokenHash, change: &'a SessionChange) -> Update;
        fn delete_session(hash: &'a TokenHash) -> bool;
        fn delete_sessions(which: SessionsOf<'a>) -> usize;
        fn sessions_of(user_id: &'a str) -> Vec<SessionRecord>;
        fn delete_expired_sessions(now: u64, at_most: usize) -> usize;
    }
    impl VerificationTokens {
        fn create_token(token: &'a VerificationToken<'a>) -> Creation;
        fn take_token(identifier: &'a str, token: &'a str) -> Option<TakenToken>;
        fn delete_expired_tokens(now: u64, at_most: usize) -> usize;
    }
}
