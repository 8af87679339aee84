//! An application in which people sign in by a link: `providers: [email]`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

#[cfg(test)]
mod asking;
mod auth;
#[cfg(test)]
mod following;
#[cfg(test)]
mod limits;
mod world;
