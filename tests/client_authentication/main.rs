//! Clients that sign instead of having a secret (`client_auth: private_key_jwt`), and authorization requests that only who is
//! authenticated can make (`par: on`).

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod auth;
#[cfg(test)]
mod jwks;
#[cfg(test)]
mod private_key_jwt;
#[cfg(test)]
mod pushed_authorization;
#[cfg(test)]
mod start_up;
mod world;
