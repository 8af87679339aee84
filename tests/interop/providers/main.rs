//! All that a sign-in brings with it, against OpenID providers that are not ours: npm's `oidc-provider` and PyPI's `canaille`,
//! with a person at Chromium. Sessions are kept in a store, so that the provider's tokens are too.
//!
//! `./tests/run` installs what they need; without it `cargo test` says which tests it leaves out.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]

#[path = "../browser.rs"]
mod browser;
#[allow(dead_code, reason = "another suite asks scripts with it too")]
#[path = "../node.rs"]
mod node;
#[path = "../op.rs"]
mod op;
#[path = "../parts.rs"]
mod parts;
#[path = "../trial.rs"]
mod trial;

mod app;
mod auth;
mod canaille;
mod certified;
mod direct;
mod journey;

use std::process::ExitCode;

use crate::parts::Parts;
use crate::trial::{Test, run_all, tests};

fn main() -> ExitCode {
    let parts = Parts::find();
    let with_canaille = parts
        .clone()
        .and_then(|parts| Parts::canaille().map(|_| parts));
    run_all(&[(parts, certified::TESTS), (with_canaille, canaille::TESTS)])
}
