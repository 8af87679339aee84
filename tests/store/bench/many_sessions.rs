//! What does not grow with the number of sessions, and what does: memory and bytes per session, the time of a look-up and of
//! "everywhere", and how soon another server hears of it.
//!
//! `cargo bench -p auth-store-tests --bench many_sessions`. Times are medians, of the wall clock.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints, and ends when it cannot go on"
)]

#[path = "../faults/place.rs"]
#[allow(dead_code, reason = "nothing is stopped here")]
mod place;
mod rows;

use std::fs;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use allocation_counter::measure;
use auth::User;
use auth::store::{
    AccountRecord, EndedSession, EndedSessions, EndingListener, Memory, SessionRecord, Sessions,
    SessionsOf, TokenHash, UserRecord, Users,
};
use auth_store_tests::{Mariadb, Postgresql, Redis, Server};
use tokio::runtime::Runtime;

use crate::place::{Everything, Folder, Place};

fn main() {
    // Cargo's tests call a bench once to see that it works.
    let full = std::env::args().any(|argument| argument == "--bench");
    let sizes: &[usize] = if full {
        &[1_000, 100_000, 1_000_000]
    } else {
        &[100, 1_000]
    };
    let many = if full { 100_000 } else { 1_000 };
    let runtime = Runtime::new().expect("a runtime");

    memory(&runtime, many);
    look_ups(&runtime, sizes);
    file(&runtime, many);
    println!("\n\"everywhere\" of a user with three sessions, µs");
    println!(
        "{:<28} {:>12} {:>12}",
        "sessions of others",
        few(many),
        many
    );
    everywhere_in_memory(&runtime, many);
    everywhere_in_a_file(&runtime, many);
    let (postgresql, mariadb, redis) = (Postgresql::launch(), Mariadb::launch(), Redis::launch());
    if let Ok(server) = &postgresql {
        let insert = |home: &String, from, to| {
            server.sql(
                home.rsplit('/').next().expect("a name"),
                &rows::postgres(from, to),
            );
        };
        everywhere_on(&runtime, server, many, insert);
    }
    if let Ok(server) = &mariadb {
        let insert = |home: &String, from, to| {
            let database = home.rsplit('/').next().expect("a name");
            server.sql(database, &rows::mysql(from, to));
        };
        everywhere_on(&runtime, server, many, insert);
    }
    println!("\nheard by another server that a session was ended, ms");
    if let Ok(server) = &postgresql {
        heard(&runtime, server);
    }
    if let Ok(server) = &redis {
        heard(&runtime, server);
    }
}

/// Of the store in memory.
fn memory(runtime: &Runtime, many: usize) {
    let store = Memory::new();
    runtime.block_on(users(&store, many));
    let info = measure(|| {
        runtime.block_on(async {
            for number in 0..many {
                let created = store.create_session(&session(number)).await;
                let _ = created.expect("a session");
            }
        });
    });
    let each = info.bytes_current as f64 / many as f64;
    println!(
        "\nmemory per live session, of {many}: {each:.0} bytes (budget 400, {})",
        if each <= 400.0 { "kept" } else { "EXCEEDED" }
    );
}

fn look_ups(runtime: &Runtime, sizes: &[usize]) {
    println!("\na look-up in memory, ns");
    for &size in sizes {
        let store = Memory::with_capacity(2 * size + 2_000);
        runtime.block_on(async {
            users(&store, 1_000).await;
            for number in 0..size {
                let record = SessionRecord {
                    user_id: name(number % 1_000),
                    ..session(number)
                };
                let _ = store.create_session(&record).await.expect("a session");
            }
            let mut times = Vec::new();
            for round in 0..50 {
                let hashes: Vec<_> = (0..1_000)
                    .map(|number| hash((round * 7_919 + number * 104_729) % size))
                    .collect();
                let began = Instant::now();
                for hash in &hashes {
                    let found = store.find_session(hash).await.expect("an answer");
                    assert!(found.is_some());
                }
                times.push(began.elapsed().as_secs_f64() * 1e9 / 1_000.0);
            }
            println!("{size:>12} sessions {:>8.0}", median(times));
        });
    }
}

/// Of a file of SQLite.
fn file(runtime: &Runtime, many: usize) {
    let folder = Folder::new();
    let size = || fs::metadata(folder.file()).map_or(0, |file| file.len()) as f64;
    let compact = || runtime.block_on(folder.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    runtime.block_on(async {
        users(&folder.store(), 1).await;
        folder.execute(&rows::users_of_sqlite(many)).await;
    });
    compact();
    let before = size();
    for from in (0..many).step_by(many / 10) {
        runtime.block_on(folder.execute(&rows::sqlite(from, from + many / 10)));
    }
    compact();
    let with = (size() - before) / many as f64;
    for index in rows::INDEXES {
        runtime.block_on(folder.execute(&format!("DROP INDEX {index}")));
    }
    runtime.block_on(folder.execute("VACUUM"));
    compact();
    let without = (size() - before) / many as f64;
    println!(
        "\nbytes per session in SQLite, of {many}: {with:.0} (budget 600, {}), without the indexes but for the key {without:.0}",
        if with <= 600.0 { "kept" } else { "EXCEEDED" }
    );
}

fn everywhere_in_memory(runtime: &Runtime, many: usize) {
    let times = [few(many), many].map(|others| {
        let store = Memory::new();
        runtime.block_on(async {
            users(&store, 1_000).await;
            for number in 0..others {
                let record = SessionRecord {
                    user_id: name(number % 1_000),
                    ..session(number)
                };
                let _ = store.create_session(&record).await.expect("a session");
            }
            everywhere(&store).await
        })
    });
    print("memory", times);
}

fn everywhere_in_a_file(runtime: &Runtime, many: usize) {
    let folder = Folder::new();
    let store = folder.store();
    let mut there = 0;
    let times = [few(many), many].map(|others| {
        runtime.block_on(async {
            if there == 0 {
                users(&store, 1).await;
                folder.execute(&rows::users_of_sqlite(1_000)).await;
            }
            folder.execute(&rows::sqlite(there, others)).await;
            there = others;
            everywhere(&store).await
        })
    });
    print("SQLite", times);
}

fn everywhere_on<P: Place>(
    runtime: &Runtime,
    server: &P,
    many: usize,
    insert: impl Fn(&P::Home, usize, usize),
) {
    let home = server.home();
    let store = server.store(&home);
    runtime.block_on(users(&store, 1_000));
    let mut there = 0;
    let times = [few(many), many].map(|others| {
        insert(&home, there, others);
        there = others;
        runtime.block_on(everywhere(&store))
    });
    print(P::NAME, times);
}

/// Microseconds.
async fn everywhere(store: &impl Everything) -> f64 {
    let ada = UserRecord {
        user: user("ada"),
        ..record("ada")
    };
    let _ = store
        .create_user(&ada, &account("ada"))
        .await
        .expect("a user");
    let mut times = Vec::new();
    for round in 0..40 {
        for number in 0..3 {
            let session = SessionRecord {
                user_id: "ada".to_owned(),
                ..session(10_000_000 + round * 3 + number)
            };
            let _ = store.create_session(&session).await.expect("a session");
        }
        let which = SessionsOf::User {
            id: "ada",
            except: None,
        };
        let began = Instant::now();
        let ended = store.delete_sessions(which).await.expect("an answer");
        times.push(began.elapsed().as_secs_f64() * 1e6);
        assert_eq!(ended, 3);
    }
    median(times)
}

fn print(name: &str, [few, many]: [f64; 2]) {
    println!("{name:<28} {few:>12.0} {many:>12.0}");
}

/// How soon one store hears what has been ended through another one.
fn heard(runtime: &Runtime, server: &impl Place) {
    let home = server.home();
    let (here, there) = (server.store(&home), server.store(&home));
    let (told, hears) = mpsc::channel();
    let listening = there
        .listen(Arc::new(Listener(told)))
        .expect("one that tells");
    let listening = runtime.spawn(listening);
    // It has connected.
    hears
        .recv_timeout(PATIENCE)
        .expect("something may have been missed");
    let mut times = Vec::new();
    for number in 0..100 {
        let id = format!("session-{number}");
        let ended = EndedSession {
            id: &id,
            user_id: "ada",
            expires_at: rows::EXPIRES_AT,
        };
        let began = Instant::now();
        let _ = runtime
            .block_on(here.create_ended(&ended))
            .expect("an answer");
        hears.recv_timeout(PATIENCE).expect("it is heard");
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    listening.abort();
    let longest = times.iter().copied().fold(0.0, f64::max);
    println!(
        "{:<28} {:>12.2} (longest {longest:.2}, budget 1000)",
        name_of(server),
        median(times)
    );
}

fn name_of<P: Place>(_: &P) -> &'static str {
    P::NAME
}

#[derive(Debug)]
struct Listener(mpsc::Sender<()>);

impl EndingListener for Listener {
    fn ended(&self, _: &str) {
        let _ = self.0.send(());
    }

    fn missed(&self) {
        let _ = self.0.send(());
    }
}

async fn users(store: &impl Users, many: usize) {
    for number in 0..many {
        let name = name(number);
        let created = store.create_user(&record(&name), &account(&name)).await;
        let _ = created.expect("a user");
    }
}

fn record(name: &str) -> UserRecord {
    UserRecord {
        user: user(name),
        roles: Vec::new(),
        disabled: false,
        created_at: 1,
    }
}

fn user(name: &str) -> User {
    let mut user = User::default();
    user.id = name.to_owned();
    user
}

fn account(name: &str) -> AccountRecord {
    AccountRecord {
        issuer: rows::ISSUER.to_owned(),
        subject: name.to_owned(),
        user_id: name.to_owned(),
        provider: "acme".to_owned(),
        label: None,
        tokens: None,
        created_at: 1,
    }
}

/// A usual one.
fn session(number: usize) -> SessionRecord {
    SessionRecord {
        hash: hash(number),
        user_id: name(number),
        provider: "acme".to_owned(),
        issuer: rows::ISSUER.to_owned(),
        subject: name(number),
        provider_session: None,
        signed_in_at: rows::EXPIRES_AT - 86_400,
        authenticated_at: None,
        seen_at: rows::EXPIRES_AT - 86_400,
        expires_at: rows::EXPIRES_AT,
        device: Some(rows::DEVICE.to_owned()),
        address: Some("203.0.113.195".to_owned()),
        data: None,
        id_token: None,
    }
}

fn hash(number: usize) -> TokenHash {
    *auth::store::SessionToken::new(&number.to_string()).hash()
}

/// As long as the ids of users are.
fn name(number: usize) -> String {
    format!("user-{number:017}")
}

fn few(many: usize) -> usize {
    many / 100
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

const PATIENCE: Duration = Duration::from_secs(10);
