//! Tests that need a server, and say so where there is none.

use std::env;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use tokio::time::timeout;

use crate::folder;
use crate::server::{Server, Unavailable};

/// Runs tests as `cargo test` does, and ends every server.
pub fn run(trials: Vec<Trial>) -> ExitCode {
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    folder::close_all();
    conclusion.exit_code()
}

/// A test on the server that all tests of this process share.
pub fn trial<S: Server>(
    name: impl Into<String>,
    test: impl AsyncFnOnce(&'static S) + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, move || {
        with(S::shared(), async |server| test(server).await)
    })
}

/// A test on a server of its own.
pub fn trial_alone<S: Server>(
    name: impl Into<String>,
    test: impl AsyncFnOnce(S) + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, move || with(S::launch(), test))
}

/// Waits for something that takes its time; the test fails when it never is.
pub fn until(what: &str, mut is: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is() {
        assert!(Instant::now() < deadline, "not in {PATIENCE:?}: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The same where asking takes its time too.
pub async fn until_async(what: &str, mut is: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is().await {
        assert!(Instant::now() < deadline, "not in {PATIENCE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn with<S>(
    server: Result<S, Unavailable>,
    test: impl AsyncFnOnce(S),
) -> Result<Completion, Failed> {
    let server = match server {
        Ok(server) => server,
        Err(Unavailable::Missing(name)) => return left_out(name),
        Err(Unavailable::Broken(error)) => return Err(error.into()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        timeout(LONGEST, test(server))
            .await
            .map_err(|_| Failed::from(format!("not finished in {LONGEST:?}")))
    })?;
    Ok(Completion::Completed)
}

fn left_out(name: &'static str) -> Result<Completion, Failed> {
    if env::var_os("AUTH_TESTS_REQUIRE_ALL").is_some() {
        return Err(format!("{name} is missing").into());
    }
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if !said.contains(&name) {
        said.push(name);
        eprintln!("{name} is not here: what needs it is left out. ./tests/run installs it.");
    }
    Ok(Completion::ignored_with(format!(
        "left out: needs {name}, which ./tests/run installs"
    )))
}

/// What has been said to be missing.
static SAID: Mutex<Vec<&str>> = Mutex::new(Vec::new());

/// How long something may take until it is.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a test may take.
const LONGEST: Duration = Duration::from_secs(180);
