//! Tests that can say at run time that something of others' which they need is not there.

use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::parts::Parts;

/// A test's name and what it does.
pub(crate) type Test = (
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

/// Runs each table of tests with the parts that it needs, or says which one is missing.
pub(crate) fn run_all(tables: &[(Result<Parts, String>, &[Test])]) -> ExitCode {
    let mut trials = Vec::new();
    for (parts, tests) in tables {
        let parts: Result<&'static Parts, String> =
            parts.clone().map(|parts| &*Box::leak(Box::new(parts)));
        for &(name, test) in *tests {
            let parts = parts.clone();
            trials.push(Trial::ignorable_test(name, move || run(parts, test)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

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
