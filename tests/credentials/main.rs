//! Signing in with what people type.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]

mod app;
mod auth;
mod limits;
mod log;
mod page;
mod rejection;
mod sign_in;
