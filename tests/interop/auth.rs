//! What the application under test declares.

#![allow(
    unreachable_pub,
    reason = "what a declaration names has to be as public as the declaration"
)]

use ::auth::{Roles, TypeScript};
use serde::{Deserialize, Serialize};

::auth::auth! {
    providers: [
        acme: oidc { name: "Acme", issuer: env("ACME_ISSUER") },
        acme_post: oidc { name: "Acme (post)", issuer: env("ACME_ISSUER"), client_auth: post },
        acme_public: oidc { name: "Acme (public)", issuer: env("ACME_ISSUER"), client_auth: none },
        poster: oidc { name: "Poster", issuer: env("POSTER_ISSUER"), response_mode: form_post },
        dev,
        credentials { authorize: check_password },
    ],
    roles: [admin, site_editor],
    callbacks: { session: show, update: rewrite },
    session: { data: Notes },
}

/// What its sessions carry: as much text as a test likes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Notes {
    /// The text.
    pub text: String,
}

/// What its browsers see of that.
#[derive(Debug, Serialize, TypeScript)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    notes_length: usize,
    roles: Roles<Role>,
    user: ShownUser,
}

/// What they see of the user, beside what everybody shows: no address.
#[derive(Debug, Serialize, TypeScript)]
pub struct ShownUser {
    email: Option<String>,
    plan: Plan,
}

/// What somebody has paid for.
#[derive(Debug, Serialize, TypeScript)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// Nothing.
    Free,
    /// So many seats.
    Pro(u32),
}

async fn show(session: &Session) -> Shown {
    Shown {
        notes_length: session.data.text.len(),
        roles: session.roles.clone(),
        user: ShownUser {
            email: None,
            plan: match session.user.name.as_deref() {
                Some("Grace Hopper") => Plan::Pro(3),
                _ => Plan::Free,
            },
        },
    }
}

/// What they may change of it.
#[derive(Debug, Deserialize, TypeScript)]
pub struct Rewritten {
    text: String,
}

async fn rewrite(jwt: &mut Jwt, rewritten: Rewritten) -> UpdateDecision {
    if rewritten.text.contains("forbidden") {
        return UpdateDecision::Refuse;
    }
    jwt.data.text = rewritten.text;
    UpdateDecision::Keep
}

async fn check_password(credentials: &Credentials) -> Result<Option<Profile>, String> {
    let name = credentials.value("username");
    let known = credentials.value("password") == PASSWORD;
    Ok(known.then(|| Profile {
        subject: name.to_owned(),
        name: Some(name.to_owned()),
        ..Profile::default()
    }))
}

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery staple";
