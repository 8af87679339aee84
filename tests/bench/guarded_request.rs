//! What guarding a handler costs: CPU time per request, against the same handler bare.
//!
//! `cargo bench -p auth-tests --bench guarded_request`. Every contestant is a whole axum server on a thread of its own; what
//! is read is the CPU time of that thread, so that neither the load nor other processes are in the figure. The contestants
//! take turns, each round gives its own ratios, and the median of the rounds is printed. Compare ratios; absolute times are
//! the machine's.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints, and ends when it cannot go on"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod connections;
mod server;

use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::routing::get;

use crate::auth::{Auth, Session, protected};
use crate::connections::Connections;
use crate::server::Server;

mod auth {
    auth::auth! {
        providers: [acme: oidc { issuer: "https://acme.example" }],
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
    let auth = Auth::builder()
        .secret(SECRET)
        .base_url("http://localhost:3000")
        .client(auth::provider::acme, "client", "secret")
        .build()
        .expect("a configuration without problems");
    let with_auth = Router::new()
        .route("/guarded", get(guarded))
        .route("/bare", get(bare))
        .merge(auth.routes())
        .with_state(auth);
    let without = Server::start(Router::new().route("/bare", get(bare)));
    let with_auth = Server::start(with_auth);

    let one = token(0);
    let mut contestants = [
        Contestant::new(
            "the handler bare, no auth in the app",
            &without,
            "/bare",
            Tokens::One(one.clone()),
            None,
        ),
        Contestant::new(
            "guarded, a token seen before",
            &with_auth,
            "/guarded",
            Tokens::One(one.clone()),
            Some(1.08),
        ),
        Contestant::new(
            "guarded, a token never seen",
            &with_auth,
            "/guarded",
            Tokens::New(0),
            Some(1.25),
        ),
        Contestant::new(
            "an open route of the same app",
            &with_auth,
            "/bare",
            Tokens::One(one),
            Some(1.01),
        ),
    ];
    for _ in 0..effort.rounds {
        for contestant in &mut contestants {
            contestant.run(effort.requests);
        }
    }
    print(&contestants, effort.rounds);
}

/// A route under load, and what its requests cost so far.
struct Contestant<'a> {
    name: &'static str,
    server: &'a Server,
    connections: Connections,
    path: &'static str,
    tokens: Tokens,
    budget: Option<f64>,
    /// CPU time per request, a figure per round.
    costs: Vec<Duration>,
}

/// The session tokens that the requests bring.
enum Tokens {
    /// Always the same.
    One(String),
    /// A new one for every request; this many were used.
    New(usize),
}

impl<'a> Contestant<'a> {
    fn new(
        name: &'static str,
        server: &'a Server,
        path: &'static str,
        tokens: Tokens,
        budget: Option<f64>,
    ) -> Self {
        let mut contestant = Self {
            name,
            server,
            connections: Connections::open(server.address(), CONNECTIONS),
            path,
            tokens,
            budget,
            costs: Vec::new(),
        };
        contestant.run(CONNECTIONS * 20);
        contestant.costs.clear();
        contestant
    }

    fn run(&mut self, requests: usize) {
        let requests: Vec<String> = (0..requests).map(|_| self.next_request()).collect();
        let before = self.server.cpu_time();
        self.connections.send(&requests, &format!("Hello, {NAME}"));
        let spent = self.server.cpu_time() - before;
        self.costs
            .push(spent / u32::try_from(requests.len()).expect("not that many requests"));
    }

    fn next_request(&mut self) -> String {
        let token = match &mut self.tokens {
            Tokens::One(token) => token.clone(),
            Tokens::New(used) => {
                *used += 1;
                token(*used)
            }
        };
        format!(
            "GET {} HTTP/1.1\r\nhost: localhost:3000\r\ncookie: {COOKIE}={token}\r\n\r\n",
            self.path
        )
    }
}

/// A token of a usual size: who somebody is, with a name, an address and a picture.
fn token(number: usize) -> String {
    let now = UNIX_EPOCH
        .elapsed()
        .expect("a clock that is right")
        .as_secs();
    let claims = serde_json::json!({
        "sub": format!("acme:248289761001-{number}"),
        "name": NAME,
        "email": "j.doe@acme.example",
        "picture": "https://acme.example/pictures/248289761001/a-name-as-long-as-they-often-are.jpg",
        "iat": now,
        "exp": now + 30 * 86_400,
        "jti": format!("00000000-0000-4000-8000-{number:012}"),
    });
    ::auth::testing::session_token(SECRET, COOKIE, &claims.to_string())
}

fn print(contestants: &[Contestant<'_>], rounds: usize) {
    println!(
        "\n{:<38} {:>8} {:>8} {:>8}",
        "", "CPU µs", "÷ bare", "budget"
    );
    let bare = &contestants[0].costs;
    for contestant in contestants {
        let cost = median(contestant.costs.iter().map(Duration::as_secs_f64)) * 1e6;
        let pairs = contestant.costs.iter().zip(bare);
        let ratio = median(pairs.map(|(cost, bare)| cost.as_secs_f64() / bare.as_secs_f64()));
        let verdict = match contestant.budget {
            Some(budget) if rounds < FULL.rounds => format!("{budget:>8.2}"),
            Some(budget) => format!(
                "{budget:>8.2}  {}",
                if ratio <= budget { "kept" } else { "EXCEEDED" }
            ),
            None => String::new(),
        };
        println!("{:<38} {cost:>8.2} {ratio:>8.3} {verdict}", contestant.name);
    }
    println!(
        "\nmedians of {rounds} rounds, {CONNECTIONS} connections, {} bytes per session token",
        token(0).len()
    );
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How much is measured.
struct Effort {
    rounds: usize,
    requests: usize,
}

const FULL: Effort = Effort {
    rounds: 15,
    requests: 12_800,
};
const ONCE: Effort = Effort {
    rounds: 1,
    requests: 640,
};
const CONNECTIONS: usize = 32;
const NAME: &str = "Jane Doe";
const SECRET: &str = "7d1b7f0c2a5e4c59b8e3d1f6a4927c60-only-for-the-bench";
const COOKIE: &str = "auth.session-token";
