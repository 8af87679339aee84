//! The declaration.

use serde::{Deserialize, Serialize};

use crate::book::Book;

auth::auth! {
    providers: [
        op: oidc { issuer: env("OP_ISSUER"), link_by_email: verified },
        other: oidc { issuer: env("OTHER_ISSUER") },
        posting: oidc { issuer: env("POSTING_ISSUER"), response_mode: form_post },
        credentials { authorize: check_password },
        email { from: "Acme <login@acme.test>" },
    ],
    roles: [admin, editor],
    pages: { new_user: "/welcome" },
    callbacks: {
        allow: ["/", "/dashboard", "/accounts"],
        sign_in: decide,
        jwt: keep,
        update: leave_by,
        roles: roles_of,
    },
    events: {
        create_user: told::create_user,
        update_user: told::update_user,
        link_account: told::link_account,
        sign_in: told::sign_in,
        after_sign_out: told::after_sign_out,
    },
    session: {
        strategy: database,
        data: Visit,
        max_age: 8 hours,
        idle: 100 minutes,
        update_age: 5 minutes,
    },
}

/// What the application keeps in the session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// How the user came in.
    pub door: String,
    /// How often the session has been kept.
    pub kept: u32,
}

/// Everybody's.
pub const PASSWORD: &str = "correct horse battery staple";

/// Lets everybody in but those who are banned; whoever has the address of an editor is one from then on.
async fn decide(attempt: &mut SignInAttempt) -> SignInDecision {
    attempt.data.door = format!("{:?}", attempt.provider);
    match attempt.user.email.as_deref() {
        Some("banned@example.com") => return SignInDecision::Deny,
        Some("editor@example.com") => attempt.roles.insert(Role::Editor),
        _ => {}
    }
    SignInDecision::Allow
}

async fn keep(jwt: &mut Jwt) -> JwtDecision {
    jwt.data.kept += 1;
    JwtDecision::Keep
}

/// What a browser may write.
async fn leave_by(jwt: &mut Jwt, door: String) -> UpdateDecision {
    jwt.data.door = door;
    UpdateDecision::Keep
}

/// What the store says, unless the test says otherwise.
async fn roles_of(query: &RolesQuery) -> Vec<Role> {
    let book = Book::open();
    assert!(!book.roles_fail, "the test wants it so");
    match book.roles {
        Some(roles) => roles,
        None => query.roles.iter().collect(),
    }
}

/// Nobody has verified the address that goes with a name and a password.
async fn check_password(credentials: &Credentials) -> Option<Profile> {
    let (name, password) = (credentials.value("username"), credentials.value("password"));
    (password == PASSWORD).then(|| Profile {
        subject: name.to_owned(),
        email: Some(format!("{name}@example.com")),
        ..Profile::default()
    })
}

/// What happens.
mod told {
    use super::*;

    pub(super) async fn create_user(event: &CreateUserEvent) {
        let email = event.user.email.as_deref().unwrap_or("nobody");
        Book::write(format!("created {email} by {:?}", event.provider));
    }

    pub(super) async fn update_user(event: &UpdateUserEvent) {
        let user = &event.user;
        let email = user.email.as_deref().unwrap_or("nobody");
        Book::write(format!(
            "updated {email}, verified: {}",
            user.email_verified
        ));
    }

    pub(super) async fn link_account(event: &LinkAccountEvent) {
        let email = event.user.email.as_deref().unwrap_or("nobody");
        Book::write(format!("linked {:?} to {email}", event.provider));
    }

    pub(super) async fn sign_in(event: &SignInEvent) {
        Book::write(format!("signed in by {:?}", event.provider));
    }

    pub(super) async fn after_sign_out(event: &AfterSignOutEvent) {
        let error = event.error.map(|code| code.name);
        Book::write(format!("signed out, error: {error:?}"));
    }
}
