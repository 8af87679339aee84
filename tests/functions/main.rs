//! The functions that a declaration names: when they are called, with what, and what their answers come to.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]

mod app;
mod auth;
mod book;
mod callbacks;
mod events;
mod renewal;
mod update;
