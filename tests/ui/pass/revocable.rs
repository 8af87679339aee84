//! Sessions that can be ended on the server, with a store of the application's own.

mod auth {
    auth::auth! {
        providers: [github],
        session: { strategy: cookie, revocable: on },
    }
}

use std::sync::Arc;

use ::auth::Redirection;
use ::auth::declaration::{Declaration, RevocableSessions, SessionStrategy};
use ::auth::error::{ConfigurationError, SessionError};
use ::auth::store::{
    BoxFuture, Creation, EndedSession, EndedSessions, Memory, Standing, StoreError, Update,
    UserEpoch,
};

use crate::auth::{Auth, Declared, Session};

/// A store written outside of the library.
#[derive(Debug, Default)]
struct Audited(Memory);

impl EndedSessions for Audited {
    fn standing<'a>(
        &'a self,
        user_id: &'a str,
        session_id: &'a str,
    ) -> BoxFuture<'a, Result<Standing, StoreError>> {
        self.0.standing(user_id, session_id)
    }

    fn create_ended<'a>(
        &'a self,
        session: &'a EndedSession<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(async move {
            let creation = self.0.create_ended(session).await?;
            assert_eq!(creation, Creation::Created);
            Ok(creation)
        })
    }

    fn create_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        self.0.create_epoch(epoch)
    }

    fn update_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        self.0.update_epoch(epoch)
    }

    fn delete_expired(&self, now: u64, at_most: usize) -> BoxFuture<'_, Result<usize, StoreError>> {
        self.0.delete_expired(now, at_most)
    }
}

async fn leave_everywhere(auth: Auth, session: Session) -> Redirection {
    auth.sign_out(session).everywhere().await
}

async fn ban(auth: Auth, user_id: String) -> Result<(), SessionError> {
    auth.sign_out_user(&user_id).await
}

/// What is written for any declaration of the kind.
async fn ban_somewhere<D>(auth: &::auth::Auth<D>, user_id: &str) -> bool
where
    D: Declaration,
    D::Sessions: RevocableSessions,
{
    auth.sign_out_user(user_id).await.is_ok()
}

fn auth(store: impl EndedSessions) -> Result<Auth, ConfigurationError> {
    Auth::builder()
        .store(store)
        .secret("7d1b7f0c2a5e4c59b8e3d1f6a4927c60-only-for-this-test")
        .base_url("https://app.example")
        .client(crate::auth::provider::github, "client", "secret")
        .build()
}

fn main() {
    let shared = Arc::new(Audited::default());
    let _ = (leave_everywhere, ban);
    let _ = ban_somewhere::<Declared>;
    assert!(auth(Arc::clone(&shared)).is_ok());
    assert!(auth(shared).is_ok());
    assert!(auth(Memory::new()).is_ok());
    const { assert!(<<Declared as Declaration>::Sessions as SessionStrategy>::REVOCABLE) };
}
