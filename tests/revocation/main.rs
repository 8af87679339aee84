//! An application whose sessions can be ended on the server: `session: { revocable: on }`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod auth;
#[cfg(test)]
mod everywhere;
#[cfg(test)]
mod live;
#[cfg(test)]
mod logout_token;
#[cfg(test)]
mod sign_out;
#[cfg(test)]
mod store_down;
mod world;
