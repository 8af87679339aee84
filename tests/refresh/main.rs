//! Access tokens that stay good: `session.access_token(&auth)`, with `session: { strategy: database }`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod auth;
#[cfg(test)]
mod good;
#[cfg(test)]
mod over;
#[cfg(test)]
mod together;
mod world;
