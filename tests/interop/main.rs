//! The library against software that is not ours: a certified OpenID provider, Auth.js, a browser.
//!
//! They need Node.js with the packages of `package-lock.json`, and Chromium. `./tests/run` installs them; without them
//! `cargo test` says which tests it leaves out.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]

mod browser;
mod node;
mod op;
mod parts;
mod trial;

mod app;
mod auth;
mod authjs;
mod authjs_clients;
mod back;
mod client;
mod client_session;
mod client_types;
mod described;
mod driver;
mod example;
mod live;
mod sign_in;
mod tls;

use std::process::ExitCode;

use crate::parts::Parts;
use crate::trial::{Test, run_all, tests};

fn main() -> ExitCode {
    let parts = Parts::find();
    let mut tables = vec![
        (
            parts.clone().and_then(Parts::with_firefox),
            back::elsewhere::firefox::TESTS,
        ),
        (
            parts.clone().and_then(Parts::with_webkit),
            back::elsewhere::webkit::TESTS,
        ),
    ];
    let tests = [
        authjs::TESTS,
        back::TESTS,
        authjs_clients::react::TESTS,
        authjs_clients::session::TESTS,
        authjs_clients::sveltekit::TESTS,
        client::TESTS,
        client_session::TESTS,
        client_types::TESTS,
        driver::TESTS,
        example::TESTS,
        live::TESTS,
        sign_in::TESTS,
    ];
    tables.extend(tests.map(|tests| (parts.clone(), tests)));
    run_all(&tables)
}
