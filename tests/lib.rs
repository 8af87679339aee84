//! What the test binaries share: an application made with `auth!`, the providers it talks to, and a browser.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]

pub mod auth;
pub mod support;
