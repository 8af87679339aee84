//! Two users behind one cache that they share: nginx and Varnish, as careful as they come and as greedy as they get. What was
//! made for one is never given to the other.
//!
//! `./tests/run` installs both; without them `cargo test` says what it leaves out.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod app;
mod auth;
mod proxy;

use std::process::ExitCode;
use std::time::Duration;

use libtest_mimic::{Arguments, Completion, Trial};

use crate::app::{App, PERSONAL, Wiring};
use crate::proxy::{Answer, Cache, Proxy};

fn main() -> ExitCode {
    let caches = [
        Cache::NginxGreedy,
        Cache::VarnishAsInstalled,
        Cache::VarnishGreedy,
    ];
    let trials = caches.into_iter().flat_map(|cache| {
        [Wiring::Layer, Wiring::StatedRouter].map(|wiring| {
            let name =
                format!("{cache:?}::{wiring:?}::what_was_made_for_one_user_never_reaches_another");
            Trial::ignorable_test(name, move || {
                let missing = format!("{} is missing", cache.program());
                if !cache.is_here() {
                    return match std::env::var_os("AUTH_TESTS_REQUIRE_ALL") {
                        Some(_) => Err(missing.into()),
                        None => Ok(Completion::ignored_with(missing)),
                    };
                }
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                runtime.block_on(never_mixed(cache, wiring));
                Ok(Completion::Completed)
            })
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// SR-07, SR-08: V22 (CVE-2025-48947), V23 (CVE-2025-64762)
async fn never_mixed(cache: Cache, wiring: Wiring) {
    let app = App::start(wiring).await;
    let proxy = Proxy::start(cache, app.address).await;

    // It is a cache: what nobody's session went into is kept.
    let kept = [
        proxy.get("/open", None).await,
        proxy.get("/open", None).await,
    ];
    assert_eq!(kept[0].body, kept[1].body, "{cache:?} keeps nothing");

    let (ada, grace) = (app.signed_in("ada").await, app.signed_in("grace").await);
    let visitors = [
        ("", None),
        ("ada", Some(&*ada)),
        ("grace", Some(&*grace)),
        ("", None),
    ];
    for due in [false, true] {
        if due {
            // From here on every response brings the session sealed anew.
            app.clock.advance(Duration::from_secs(2 * 3_600));
        }
        for path in PERSONAL {
            // Whoever comes first may be the one whose response is kept.
            for first in 0..visitors.len() {
                for turn in 0..visitors.len() {
                    let (name, cookie) = visitors[(first + turn) % visitors.len()];
                    let answer = proxy.get(path, cookie).await;
                    is_theirs(&answer, name, &format!("{path} for {name:?}, due: {due}"));
                }
            }
        }
    }
}

/// Nothing in it is of anybody else, and somebody who is signed in is not taken for nobody.
fn is_theirs(answer: &Answer, name: &str, what: &str) {
    let text = format!("{}\n{}", answer.head, answer.body);
    for other in ["ada", "grace"] {
        let is_there =
            text.contains(&format!("dev:{other}")) || text.contains(&format!("name-{other}"));
        assert!(other == name || !is_there, "{what}: of {other}\n{text}");
    }
    if name.is_empty() {
        assert!(
            !answer.head.contains("auth.session-token=ey"),
            "{what}\n{text}"
        );
    } else {
        assert!(
            !answer.head.contains("/auth/signin?"),
            "{what}: as if signed out\n{text}"
        );
        assert_ne!(answer.body, "nobody", "{what}");
    }
}
