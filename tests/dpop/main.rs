//! Tokens that are bound to a key (RFC 9449): `dpop: on`, from the authorization request to requests of the application's own.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod auth;
#[cfg(test)]
mod nonce;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod resource;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod userinfo;
mod world;
