//! Beside an Auth.js application: its npm adapters and this library on the same tables.
//!
//! They need PostgreSQL, Node.js and the packages of `tests/interop`; `./tests/run` installs them, and without them
//! `cargo test` says which tests it leaves out.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod adapter;
mod alone;
mod together;
mod world;

use std::process::ExitCode;

use auth_store_tests::{Postgresql, run, trial};
use libtest_mimic::{Completion, Trial};

use crate::world::{Layout, World};

mod auth {
    auth::auth! {
        providers: [op: oidc { issuer: env("OP_ISSUER") }, other: oidc { issuer: env("OTHER_ISSUER") }],
        roles: [admin],
        session: { strategy: database, cookie: "authjs.session-token", update_age: 1 hour },
    }
}

fn main() -> ExitCode {
    let adapters = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../interop/node_modules/@auth/pg-adapter"
    );
    let required = std::env::var_os("AUTH_TESTS_REQUIRE_ALL").is_some();
    if !required && !std::path::Path::new(adapters).exists() {
        return left_out();
    }
    let layouts = [Layout::PgAdapter, Layout::Drizzle];
    let trials = layouts.into_iter().flat_map(|layout| {
        together::TESTS
            .iter()
            .chain(alone::TESTS)
            .map(move |&(name, test)| {
                trial(
                    format!("{layout:?}::{name}"),
                    async move |server: &Postgresql| {
                        test(World::new(server, layout).await).await;
                    },
                )
            })
    });
    run(trials.collect())
}

/// Says so, and leaves them out.
fn left_out() -> ExitCode {
    const WHY: &str =
        "left out: needs the Node packages of tests/interop, which ./tests/run installs";
    eprintln!("tests/store/authjs: {WHY}");
    let tests = together::TESTS.iter().chain(alone::TESTS);
    let ignored =
        tests.map(|(name, _)| Trial::ignorable_test(*name, || Ok(Completion::ignored_with(WHY))));
    run(ignored.collect())
}

/// A test's name and what it does.
type Test = (
    &'static str,
    fn(World) -> std::pin::Pin<Box<dyn Future<Output = ()>>>,
);

/// Makes a table of tests out of `async fn`s.
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        pub(crate) const TESTS: &[crate::Test] = &[$((
            concat!(module_path!(), "::", stringify!($name)),
            |world| Box::pin($name(world)),
        )),*];
    };
}
pub(crate) use tests;
