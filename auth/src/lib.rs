// The Rust of the README is an example that is built, and a test holds the two together: as doc tests it would be left out.
// Its links to the guide lead to the module here: the first definition of a link counts.
#![cfg_attr(
    not(doctest),
    doc = concat!(
        "[language]: crate::guide::language\n",
        "[refused]: crate::guide::refused\n",
        "[generated]: crate::guide::generated\n\n",
        include_str!("../../README.md")
    )
)]

pub mod account;
pub mod clock;
pub mod credentials;
pub mod declaration;
pub mod email;
pub mod error;
pub mod events;
pub mod outbound;
pub mod pages;
pub mod renewal;
pub mod store;

mod authorization;
mod base_url;
mod callback_url;
mod callbacks;
mod client;
mod config;
mod consumed;
mod cookies;
mod handle;
mod openid;
mod problem;
mod protection;
mod provider;
mod rate_limit;
mod redirection;
mod registry;
mod routes;
mod sealed;
mod session;
mod supervision;
mod timestamp;
mod token;

#[cfg(any(debug_assertions, feature = "testing"))]
pub mod testing;

// Text alone: it is there for rustdoc.
#[cfg(any(doc, doctest))]
pub mod guide;

#[doc(hidden)]
pub mod __private;

pub use account::{Profile, Roles, User};
pub use auth_macros::{TypeScript, callback_url, protected, public};
pub use auth_spec::{ErrorCode, Stage};
pub use authorization::ReservedParameter;
pub use callback_url::{CallbackUrl, CallbackUrlError, Destination};
pub use callbacks::{Jwt, JwtDecision, RolesQuery, UpdateDecision};
pub use client::TypeScript;
pub use credentials::Credentials;
pub use declaration::{SignInAttempt, SignInDecision};
pub use handle::{
    AccessToken, Auth, Builder, Form, Forms, GivenMailer, GivenStore, HiddenField, KnownUser,
    KnownUsers, ListedAccount, ListedSession, MyAccounts, MySessions, NoMailer, NoStore,
    OfferedProvider, Outcome, ProviderSignOut, SignIn, SignInForm, SignInRefused, SignOut,
    SignOutForm, SignOutUser, TokenRevocation,
};
pub use pages::FormInput;
pub use protection::{Forbidden, GuardRefused, Unauthenticated, routing};
pub use redirection::Redirection;
pub use session::{Ended, Session, SessionContent, SessionEnd, UntilEnded};
pub use token::TokenType;

/// Declares how people sign in; once in a crate, in `src/auth.rs`.
///
/// ```text
/// auth::auth! {
///     providers: [github, google],
///     pages: { sign_in: "/login" },
///     callbacks: { allow: ["/", "/dashboard", "/account/{*rest}"] },
/// }
/// ```
///
/// The guide has every section, key and default in [the language](crate::guide::language), every error with its reason and
/// the way out in [what is refused](crate::guide::refused), and the expansion in [what it generates](crate::guide::generated).
#[macro_export]
macro_rules! auth {
    ($($declaration:tt)*) => {
        // What is generated names this crate by `$crate`, whatever it is called in the user's `Cargo.toml`.
        $crate::__private::auth! { ($crate) $($declaration)* }
    };
}
