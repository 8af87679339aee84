//! The built-in pages in Chromium: whether everybody can use them, and what they look like.
//!
//! Pictures of every page go to `target/pages/`. With `AUTH_TESTS_BLESS=1` those that the README shows are made anew, in
//! `auth/docs/pages/`; look at them before you commit them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

#[allow(dead_code, reason = "another suite runs servers with it too")]
#[path = "../interop/node.rs"]
mod node;
#[path = "../interop/parts.rs"]
mod parts;

mod app;
mod arabic;
mod auth;
mod look;
mod readme;

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::look::{Report, TESTS};
use crate::parts::Parts;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // One browser has looked at everything before the first of them, and they are quick.
    arguments.test_threads = Some(1);
    let report: Result<&'static Report, String> = match Parts::find() {
        Ok(_) if arguments.list => Err("the list is all that was asked for".to_owned()),
        Ok(parts) => Ok(&*Box::leak(Box::new(look::look(&parts)))),
        Err(missing) => Err(missing),
    };
    let mut trials: Vec<Trial> = TESTS
        .iter()
        .map(|&(name, test)| {
            let report = report.clone();
            Trial::ignorable_test(name, move || run(report, test))
        })
        .collect();
    trials.push(Trial::test(
        "readme::it_shows_every_page_in_both_schemes",
        || {
            readme::it_shows_every_page_in_both_schemes();
            Ok(())
        },
    ));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn run(report: Result<&'static Report, String>, test: fn(&Report)) -> Result<Completion, Failed> {
    match report {
        Ok(report) => {
            test(report);
            Ok(Completion::Completed)
        }
        Err(missing) if std::env::var_os("AUTH_TESTS_REQUIRE_ALL").is_some() => {
            Err(format!("{missing} is missing").into())
        }
        Err(missing) => Ok(Completion::ignored_with(format!(
            "left out: needs {missing}, which ./tests/run installs"
        ))),
    }
}

/// The project's folder.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
