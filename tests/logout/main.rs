//! Sign-outs and sign-ins that a provider asks for, where a store keeps sessions: `session: { strategy: database }`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod auth;
#[cfg(test)]
mod back_channel;
#[cfg(test)]
mod front_channel;
#[cfg(test)]
mod initiate_login;
#[cfg(test)]
mod start_up;
#[allow(dead_code, reason = "the tests of the strategy use more of it")]
#[path = "../database/watched.rs"]
mod watched;
mod world;
