//! Sessions, users and accounts in a store, and everything that can be said where they are kept.
#![forbid(
    dead_code,
    deprecated,
    missing_debug_implementations,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    single_use_lifetimes,
    unexpected_cfgs,
    unreachable_pub,
    unsafe_code,
    unused_imports,
    unused_lifetimes,
    unused_macros,
    unused_qualifications
)]

mod auth {
    //! The declaration, and who is told of its users.

    auth::auth! {
        providers: [
            github { link_by_email: never },
            google { link_by_email: verified },
            microsoft_entra_id { link_by_email: verified, profile: of_the_tenant },
            email { link_by_email: verified },
            credentials { authorize: check_password },
        ],
        pages: { sign_in: "/login", new_user: "/welcome" },
        roles: [admin],
        events: { sign_in: welcome_back, create_user: greet, update_user: note, link_account: warn },
        session: {
            strategy: database,
            revocable: on,
            max_age: 7 days,
            idle: 12 hours,
            update_age: 10 minutes,
            cookie: "__Secure-authjs.session-token",
            data: u64,
        },
    }

    fn of_the_tenant(claims: &auth::account::Claims) -> Option<Profile> {
        Some(Profile {
            subject: claims.text("sub")?.to_owned(),
            email: claims.text("email").map(str::to_owned),
            email_verified: claims.text("xms_edov") == Some("1"),
            ..Profile::default()
        })
    }

    async fn check_password(_: &Credentials) -> Option<Profile> {
        None
    }

    async fn welcome_back(event: &SignInEvent) {
        println!("{}", event.session.user.id);
    }

    async fn greet(event: &CreateUserEvent) {
        let CreateUserEvent {
            user, provider, at, ..
        } = event;
        println!("{at}: {} came through {provider:?}", user.display_name());
    }

    async fn note(event: &UpdateUserEvent) {
        println!("{}: {}", event.at, event.user.id);
    }

    async fn warn(event: &LinkAccountEvent) {
        if event.provider == Provider::Google && event.user.email_verified {
            println!("{event:?}");
        }
    }
}

use std::sync::Arc;

use ::auth::Redirection;
use ::auth::declaration::{Declaration, SessionStrategy, StoredSessions};
use ::auth::error::{ConfigurationError, SessionError};
use ::auth::routing::{Router, get};
use ::auth::store::{Accounts, EndedSessions, Memory, Sessions, Users, VerificationTokens};

use crate::auth::{Auth, Declared, Role, Session, page, protected, provider, public};

#[public]
async fn login() -> &'static str {
    "Who are you?"
}

#[protected]
async fn welcome(session: Session) -> String {
    session.user.display_name().to_owned()
}

#[protected(role = admin)]
async fn administration(session: Session) -> String {
    format!("{} {:?}", session.data, session.roles.contains(Role::Admin))
}

async fn leave_everywhere(auth: Auth, session: Session) -> Redirection {
    auth.sign_out(session).everywhere().await
}

async fn ban(auth: Auth, user_id: String) -> Result<(), SessionError> {
    auth.sign_out_user(&user_id).await
}

/// What is written for any declaration of the kind.
const fn keeps<D>() -> bool
where
    D: Declaration,
    D::Sessions: StoredSessions,
{
    <D::Sessions as SessionStrategy>::STORED && <D::Sessions as SessionStrategy>::REVOCABLE
}

fn auth(
    store: impl Users + Accounts + Sessions + EndedSessions + VerificationTokens,
) -> Result<Auth, ConfigurationError> {
    Auth::builder()
        .store(store)
        .mailer(::auth::email::Printed)
        .secret("7d1b7f0c2a5e4c59b8e3d1f6a4927c60-only-for-this-test")
        .base_url("https://app.example")
        .client(provider::github, "client", "secret")
        .client(provider::google, "client", "secret")
        .client(provider::microsoft_entra_id, "client", "secret")
        .build()
}

fn application(auth: Auth) -> Router {
    let pages = auth
        .routes()
        .page(page::sign_in, get(login))
        .page(page::new_user, get(welcome));
    Router::new()
        .route("/administration", get(administration))
        .merge(pages)
        .with_state(auth)
}

fn main() -> Result<(), ConfigurationError> {
    const { assert!(keeps::<Declared>()) };
    let _ = (leave_everywhere, ban);
    let shared = Arc::new(Memory::new());
    let _ = auth(Arc::clone(&shared))?;
    let _ = application(auth(shared)?);

    let links: Vec<bool> = Declared::PROVIDERS
        .iter()
        .map(|one| one.link_by_email)
        .collect();
    assert_eq!(links, [false, true, true, true, false]);
    assert_eq!(Declared::PAGES.new_user, Some("/welcome"));
    Ok(())
}
