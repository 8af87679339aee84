//! Signing in by a link, with a store and a mailer of the application's own.

mod auth {
    auth::auth! {
        providers: [
            github,
            email { from: "Acme <login@acme.example>", max_age: 15 minutes },
            staff: email { name: "Staff" },
        ],
        default_provider: email,
    }
}

use std::sync::Arc;

use ::auth::declaration::Declaration;
use ::auth::email::{MailError, Mailer, Message};
use ::auth::error::ConfigurationError;
use ::auth::store::{
    BoxFuture, Creation, Memory, StoreError, TakenToken, VerificationToken, VerificationTokens,
};

use crate::auth::{Auth, Declared, Provider, Session, protected, provider};

/// A store written outside of the library.
#[derive(Debug, Default)]
struct Table(Memory);

impl VerificationTokens for Table {
    fn create_token<'a>(
        &'a self,
        token: &'a VerificationToken<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        self.0.create_token(token)
    }

    fn take_token<'a>(
        &'a self,
        identifier: &'a str,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<TakenToken>, StoreError>> {
        self.0.take_token(identifier, token)
    }

    fn delete_expired_tokens(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        self.0.delete_expired_tokens(now, at_most)
    }
}

/// A mailer written outside of the library.
#[derive(Debug)]
struct Pigeon;

impl Mailer for Pigeon {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            match message.from {
                Some(_) => Ok(()),
                None => Err(MailError::new("nobody to fly back to")),
            }
        })
    }
}

#[protected(provider = email)]
async fn mailbox(session: Session) -> String {
    session.user.id.clone()
}

fn auth(store: impl VerificationTokens, mailer: impl Mailer) -> Result<Auth, ConfigurationError> {
    Auth::builder()
        .store(store)
        .secret("7d1b7f0c2a5e4c59b8e3d1f6a4927c60-only-for-this-test")
        .mailer(mailer)
        .base_url("https://app.example")
        .client(provider::github, "client", "secret")
        .build()
}

fn main() {
    let _ = mailbox;
    assert!(auth(Table::default(), Pigeon).is_ok());
    assert!(auth(Arc::new(Memory::new()), Arc::new(::auth::email::Printed)).is_ok());
    let before = Auth::builder().mailer(Pigeon).store(Memory::new());
    let _ = before.secret("x");
    assert_eq!(Provider::Email as usize, 1);
    let declared = <Declared as Declaration>::PROVIDERS;
    assert_eq!(declared[1].from, Some("Acme <login@acme.example>"));
    assert_eq!(declared[1].link_max_age, 900);
    assert_eq!((declared[2].from, declared[2].link_max_age), (None, 600));
    assert_eq!(declared[2].display_name(), "Staff");
}
