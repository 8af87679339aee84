//! Sign-in with what people type, checked by a function of the application: `credentials { authorize: check_password }`.
//!
//! ```standalone_crate
//! # extern crate auth as _;
//! mod auth {
//!     auth::auth! {
//!         providers: [credentials { authorize: check_password }],
//!     }
//!
//!     async fn check_password(credentials: &Credentials) -> Option<Profile> {
//!         let account = find_account(credentials.value("username")).await?;
//!         let right = account.password_is(credentials.value("password")).await;
//!         right.then(|| Profile {
//!             subject: account.number.to_string(),
//!             name: Some(account.name),
//!             ..Profile::default()
//!         })
//!     }
//! #   struct Account { number: u64, name: String }
//! #   impl Account { async fn password_is(&self, _: &str) -> bool { false } }
//! #   async fn find_account(_: &str) -> Option<Account> { None }
//! }
//! # fn main() {}
//! ```
//!
//! # What the function does
//!
//! It compares the password with a hash (Argon2id), on a thread where that may take its time
//! (`tokio::task::spawn_blocking`), and it does as much for a name that nobody has as for one that somebody has. Who it is
//! that signs in, [`Profile::subject`](crate::account::Profile) says: the stable identifier of the account, never what was
//! typed. What it returns may also be a `Result`, whose error says that nobody could find out.
//!
//! # What is done around it
//!
//! * The request has to come from a page of this application, as every other that changes something.
//! * Nothing is longer than [`LONGEST`] characters when the function sees it, and nothing is shortened or changed: a password
//!   arrives as it was typed. Applications that compare passwords of several keyboards normalise them themselves.
//! * Attempts are counted before they are made: for each name that is typed, in any capitals, 5 at once and then one a
//!   minute; for each address 30 at once and then one in ten seconds (an IPv6 address counts by its first 64 bits). What
//!   succeeds counts for nothing. The answer to one too many is 429 with `Retry-After`, the same whether anybody has that
//!   name. The counts are this process's own and end with it.
//! * The address is that of the connection, where the application is served with
//!   [`into_make_service_with_connect_info::<SocketAddr>`](axum::Router::into_make_service_with_connect_info). No
//!   `X-Forwarded-For` is believed. Behind a proxy that can be trusted, a layer of the application's own puts the
//!   `ConnectInfo` of the browser into the request; a proxy's own address would be everybody's, so without such a layer leave
//!   it out.
//! * At most 16 calls are made at once, and each has ten seconds. Who finds no place within two seconds is asked to come back.
//! * An unknown name and a wrong password have the same answer, and none comes sooner than half a second after the attempt.
//! * The session begins as every other: `callbacks: { sign_in }` is asked, its id is a new one, its cookie replaces the
//!   browser's. It is sealed into a cookie; with `session: { revocable: on }` it can be ended on the server too, which is
//!   what a changed password asks for: [`Auth::sign_out_user`](crate::Auth::sign_out_user).

mod answer;
mod attempts;
mod check;

use std::fmt;

use crate::declaration::Answer;

pub use answer::{Checked, CredentialsAnswer};
pub(crate) use attempts::Attempts;
pub(crate) use check::{Desk, Unchecked};

/// What somebody has typed into the form of a `credentials { … }`: the value of each field that is declared, and of no other.
pub struct Credentials {
    values: Vec<(&'static str, String)>,
}

/// What `auth!` says of a `credentials { … }`.
#[derive(Debug, Clone, Copy)]
pub struct CredentialsDeclaration {
    /// What is typed; empty for the usual two. The first field says whose account it is.
    pub fields: &'static [CredentialsField],
    /// The function that checks it.
    pub authorize: AuthorizeFn,
}

/// One field of its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CredentialsField {
    /// Its name in the form, in lower case.
    pub name: &'static str,
    /// What people read above it.
    pub label: &'static str,
}

/// Checks what somebody has typed: whom it belongs to, or nobody, or that this could not be found out.
pub type AuthorizeFn = for<'a> fn(&'a Credentials) -> Answer<'a, Checked>;

impl Credentials {
    /// What was typed into the field of that name; empty where nothing was, and where there is no such field.
    #[must_use]
    pub fn value(&self, field: &str) -> &str {
        self.values
            .iter()
            .find(|(name, _)| *name == field)
            .map_or("", |(_, value)| value)
    }

    /// Takes the declared fields out of what was sent. `None` when one of them is too long.
    pub(crate) fn take(
        declaration: &CredentialsDeclaration,
        sent: impl Fn(&str) -> Option<String>,
    ) -> Option<Self> {
        let values = declaration
            .fields()
            .iter()
            .map(|field| (field.name, sent(field.name).unwrap_or_default()))
            .collect::<Vec<_>>();
        let fits = |value: &str| value.chars().count() <= LONGEST;
        let fit = values.iter().all(|(_, value)| fits(value));
        fit.then_some(Self { values })
    }

    /// Whose account it is, as they have typed it.
    pub(crate) fn identifier(&self) -> &str {
        self.values.first().map_or("", |(_, value)| value)
    }

    /// Whether a name and a password are there at all: who sends none need not be checked.
    pub(crate) fn are_complete(&self) -> bool {
        !self.identifier().trim().is_empty() && !self.value(CredentialsField::PASSWORD).is_empty()
    }
}

impl CredentialsDeclaration {
    /// What is typed, field by field.
    #[must_use]
    pub const fn fields(&self) -> &'static [CredentialsField] {
        if self.fields.is_empty() {
            CredentialsField::USUAL
        } else {
            self.fields
        }
    }
}

impl CredentialsField {
    /// The name of the field that nobody sees while it is typed.
    pub const PASSWORD: &'static str = "password";

    /// A user name and a password.
    pub const USUAL: &'static [Self] = &[
        Self {
            name: "username",
            label: "User name",
        },
        Self {
            name: Self::PASSWORD,
            label: "Password",
        },
    ];
}

/// Shows nothing of what was typed.
impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials(…)")
    }
}

/// How long what is typed into a field may be, in characters.
pub const LONGEST: usize = 1024;

#[cfg(test)]
mod tests;
