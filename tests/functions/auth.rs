//! A declaration that names every function there is. Each writes down that it was called, and does what the test says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::book::Book;

auth::auth! {
    providers: [op: oidc { issuer: env("OP_ISSUER") }],
    roles: [admin, editor],
    callbacks: {
        allow: ["/", "/welcome"],
        sign_in: decide,
        jwt: Kept::keep,
        update: Change::apply,
        session: shown,
        roles: roles_of,
    },
    events: {
        sign_in: told::sign_in,
        sign_out: told::sign_out,
        after_sign_out: told::after_sign_out,
        session: told::session,
        refused: told::refused,
    },
    session: { data: Kept, revocable: on },
}

/// What the application keeps in the session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// How often it has been sealed.
    pub sealed: u32,
    /// What nobody but the server is to see.
    pub secret: String,
    /// What a browser may write.
    pub note: String,
}

/// What a browser may send.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    note: String,
}

impl Change {
    async fn apply(jwt: &mut Jwt, change: Self) -> UpdateDecision {
        Book::write(format!("update of {}", jwt.user.id));
        Book::perhaps_fail("update").await;
        jwt.user.id = "op:mallory".into();
        jwt.user.name = Some("Countess Ada".into());
        jwt.data.note = change.note;
        Book::open().update
    }
}

impl Kept {
    async fn keep(jwt: &mut Jwt) -> JwtDecision {
        Book::write(format!("jwt, claims: {}", jwt.claims.is_some()));
        Book::perhaps_fail("jwt").await;
        jwt.data.sealed += 1;
        jwt.data.secret = "canary".into();
        if let Some(name) = Book::open().name {
            jwt.user.name = Some(name);
            jwt.user.id = "op:mallory".into();
        }
        Book::open().jwt
    }
}

async fn decide(attempt: &mut SignInAttempt) -> SignInDecision {
    Book::write("sign_in");
    attempt.user.id = format!("{}!", attempt.user.id);
    attempt.roles.insert(Role::Editor);
    if attempt.user.email.as_deref() == Some("banned@example.com") {
        return SignInDecision::Deny;
    }
    SignInDecision::Allow
}

async fn roles_of(query: &RolesQuery) -> Vec<Role> {
    let said: Vec<Role> = query.roles.iter().collect();
    Book::write(format!(
        "roles of {}, claims: {}, so far: {said:?}",
        query.user.id,
        query.claims.is_some()
    ));
    Book::perhaps_fail("roles").await;
    Book::open().roles
}

async fn shown(session: &Session) -> Value {
    Book::write(format!("session of {}", session.user.id));
    Book::open().shown
}

/// What happens.
mod told {
    use super::*;

    pub(super) async fn sign_in(event: &SignInEvent) {
        let roles = &event.session.roles;
        Book::write(format!("event sign_in, {:?}, {roles:?}", event.provider));
        Book::perhaps_fail("sign_in").await;
    }

    pub(super) async fn sign_out(event: &SignOutEvent) {
        Book::write(format!("event sign_out, {}", event.session.user.id));
        Book::perhaps_fail("sign_out").await;
    }

    pub(super) async fn after_sign_out(event: &AfterSignOutEvent) {
        let (user, done) = (&event.session.user.id, event.provider);
        Book::write(format!("event after_sign_out, {user}, provider: {done:?}"));
        Book::perhaps_fail("after_sign_out").await;
    }

    pub(super) async fn session(event: &SessionEvent) {
        Book::write(format!("event session, renewed: {}", event.renewed));
        Book::perhaps_fail("session").await;
    }

    pub(super) async fn refused(event: &RefusedEvent) {
        let user = event.user.as_ref().map(|user| user.id.as_str());
        let (refused, code) = (event.refused, event.code.code);
        Book::write(format!(
            "event refused, {refused:?}, {code}, {:?}, {user:?}",
            event.provider
        ));
        Book::perhaps_fail("refused").await;
    }
}
