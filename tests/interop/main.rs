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

mod app;
mod auth;
mod authjs;
mod client;
mod client_types;
mod described;
mod driver;
mod example;
mod sign_in;

use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::parts::Parts;

fn main() -> ExitCode {
    let parts: Result<&'static Parts, String> =
        Parts::find().map(|parts| &*Box::leak(Box::new(parts)));
    let trials = [
        authjs::TESTS,
        client::TESTS,
        client_types::TESTS,
        driver::TESTS,
        example::TESTS,
        sign_in::TESTS,
    ]
    .into_iter()
    .flatten()
    .map(|&(name, test)| {
        let parts = parts.clone();
        Trial::ignorable_test(name, move || run(parts, test))
    })
    .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A test's name and what it does.
type Test = (
    &'static str,
    fn(&'static Parts) -> Pin<Box<dyn Future<Output = ()>>>,
);

/// Makes a table of tests out of `async fn`s.
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        pub(crate) const TESTS: &[crate::Test] = &[$((
            concat!(module_path!(), "::", stringify!($name)),
            |parts| Box::pin($name(parts)),
        )),*];
    };
}
pub(crate) use tests;

fn run(
    parts: Result<&'static Parts, String>,
    test: fn(&'static Parts) -> Pin<Box<dyn Future<Output = ()>>>,
) -> Result<Completion, Failed> {
    let parts = match parts {
        Ok(parts) => parts,
        Err(missing) if std::env::var_os("AUTH_TESTS_REQUIRE_ALL").is_some() => {
            return Err(format!("{missing} is missing").into());
        }
        Err(missing) => {
            return Ok(Completion::ignored_with(format!(
                "left out: needs {missing}, which ./tests/run installs"
            )));
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(test(parts));
    Ok(Completion::Completed)
}
