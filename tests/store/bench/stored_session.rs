//! What guarding a handler costs where a store keeps the sessions: CPU time per request, against a handler that runs the same
//! query by the bare driver.
//!
//! `cargo bench -p auth-store-tests --bench stored_session`. Every contestant is a whole axum server on a thread of its own.
//! What is read is the CPU time of this process but for the thread that makes the load, for SQLite works on threads of its
//! own; what a database server spends is in no figure. The contestants take turns, each round gives its own ratios, and the
//! median of the rounds is printed. Compare ratios; absolute times are the machine's.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints, and ends when it cannot go on"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

#[path = "../../bench/connections.rs"]
mod connections;
mod driver;
#[path = "../faults/place.rs"]
#[allow(dead_code, reason = "nothing is stopped here")]
mod place;
#[path = "../../bench/server.rs"]
#[allow(dead_code, reason = "SQLite works on threads of its own")]
mod server;

use std::time::Duration;

use ::auth::store::{Accounts, Memory, SessionToken, Sessions, TokenHash, Users};
use ::auth::testing::{Persona, sign_in};
use auth_store_tests::{Mariadb, Postgresql, Redis, Server as Place};
use axum::Router;
use axum::routing::get;
use cpu_time::{ProcessTime, ThreadTime};
use tokio::runtime::Runtime;

use crate::auth::{Auth, Session, protected, provider};
use crate::connections::Connections;
use crate::place::{Folder, Place as _};
use crate::server::Server;

mod auth {
    auth::auth! {
        providers: [acme: oidc { issuer: "https://acme.example" }],
        session: { strategy: database },
    }
}

#[protected]
async fn guarded(session: Session) -> String {
    format!("Hello, {}", session.user.display_name())
}

async fn bare() -> String {
    format!("Hello, {}", std::hint::black_box(NAME))
}

fn main() {
    // Cargo's tests call a bench once to see that it works.
    let effort = if std::env::args().any(|argument| argument == "--bench") {
        FULL
    } else {
        ONCE
    };
    let runtime = Runtime::new().expect("a runtime");
    let _context = runtime.enter();
    println!(
        "\n{:<28} {:>10} {:>10} {:>8} {:>8}",
        "a guarded request", "CPU µs", "bare µs", "÷ bare", "budget"
    );

    let (auth, cookie) = {
        let store = Memory::new();
        runtime.block_on(application(store.clone(), store))
    };
    compare(
        "memory ÷ bare handler",
        [Router::new().route("/", get(bare)), auth],
        &cookie,
        None,
        &effort,
    );

    let folder = Folder::new();
    let (auth, cookie) = runtime.block_on(application(folder.store(), folder.store()));
    let driver = driver::sqlite(&folder.file(), *hash(&cookie).as_bytes());
    compare("SQLite ÷ driver", [driver, auth], &cookie, BUDGET, &effort);

    if let Ok(server) = Postgresql::launch() {
        let home = server.home();
        let (auth, cookie) =
            runtime.block_on(application(server.store(&home), server.store(&home)));
        let driver = driver::postgres(&home, *hash(&cookie).as_bytes());
        compare(
            "PostgreSQL ÷ driver",
            [driver, auth],
            &cookie,
            BUDGET,
            &effort,
        );
    }
    if let Ok(server) = Mariadb::launch() {
        let home = server.home();
        let (auth, cookie) =
            runtime.block_on(application(server.store(&home), server.store(&home)));
        let driver = driver::mysql(&home, *hash(&cookie).as_bytes());
        compare("MariaDB ÷ driver", [driver, auth], &cookie, BUDGET, &effort);
    }
    if let Ok(server) = Redis::launch() {
        let home = server.home();
        let (auth, cookie) =
            runtime.block_on(application(server.store(&home), server.store(&home)));
        let driver = driver::redis(&server.url(), &home.0, &hash(&cookie).to_string());
        compare("Redis ÷ driver", [driver, auth], &cookie, BUDGET, &effort);
    }
    println!(
        "\nmedians of {} rounds of {} requests, {CONNECTIONS} connections",
        effort.rounds, effort.requests
    );
}

/// The application over that store, and the cookie of somebody who is signed in: by another value of the same store, so
/// that connections are made in the runtime that uses them.
async fn application<S: Users + Accounts + Sessions>(before: S, store: S) -> (Router, String) {
    let handle = |store| {
        Auth::builder()
            .secret("7d1b7f0c2a5e4c59b8e3d1f6a4927c60-only-for-the-bench")
            .base_url("http://localhost:3000")
            .client(provider::acme, "client", "secret")
            .store(store)
            .build()
            .expect("a configuration without problems")
    };
    let somebody = Persona::new("248289761001")
        .name(NAME)
        .verified_email("j.doe@acme.example")
        .picture("https://acme.example/pictures/248289761001/a-name-as-long-as-they-often-are.jpg");
    let cookie = sign_in(&handle(before), provider::acme, &somebody).await;
    let cookie = cookie.expect("somebody who is let in");
    let auth = handle(store);
    let router = Router::new()
        .route("/", get(guarded))
        .merge(auth.routes())
        .with_state(auth);
    (router, cookie.to_str().expect("ASCII").to_owned())
}

/// What the session of a cookie is found by.
fn hash(cookie: &str) -> TokenHash {
    let (_, token) = cookie.split_once('=').expect("a pair");
    *SessionToken::new(token).hash()
}

/// Runs both in turns, and prints what the second costs against the first.
fn compare(name: &str, routers: [Router; 2], cookie: &str, budget: Option<f64>, effort: &Effort) {
    let request = format!("GET / HTTP/1.1\r\nhost: localhost:3000\r\ncookie: {cookie}\r\n\r\n");
    let requests = vec![request; effort.requests];
    let mut connections = routers.map(|router| {
        let server = Server::start(router);
        let mut connections = Connections::open(server.address(), CONNECTIONS);
        connections.send(&requests[..CONNECTIONS * 10], &answer());
        connections
    });
    let (mut costs, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        let [first, second] = &mut connections;
        let [first, second] = [first, second].map(|connections| cost(connections, &requests));
        costs.push(second);
        bare.push(first);
        ratios.push(second / first);
    }
    let (ratio, verdict) = (
        median(ratios),
        budget.map_or(String::new(), |budget| format!("{budget:.2}")),
    );
    let kept = match budget {
        Some(budget) if effort.rounds == FULL.rounds && ratio <= budget => "kept",
        Some(_) if effort.rounds == FULL.rounds => "EXCEEDED",
        _ => "",
    };
    println!(
        "{name:<28} {:>10.2} {:>10.2} {ratio:>8.3} {verdict:>8}  {kept}",
        median(costs),
        median(bare)
    );
}

/// Microseconds of CPU time per request.
fn cost(connections: &mut Connections, requests: &[String]) -> f64 {
    let before = (ProcessTime::now(), ThreadTime::now());
    connections.send(requests, &answer());
    let load = before.1.elapsed();
    let spent: Duration = before.0.elapsed().saturating_sub(load);
    spent.as_secs_f64() * 1e6 / requests.len() as f64
}

fn answer() -> String {
    format!("Hello, {NAME}")
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How much is measured.
struct Effort {
    rounds: usize,
    requests: usize,
}

const FULL: Effort = Effort {
    rounds: 11,
    requests: 6_400,
};
const ONCE: Effort = Effort {
    rounds: 1,
    requests: 640,
};
const CONNECTIONS: usize = 16;
const BUDGET: Option<f64> = Some(1.10);
pub(crate) const NAME: &str = "Jane Doe";
