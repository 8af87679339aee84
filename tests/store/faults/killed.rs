//! Killed in the middle of whatever was being done: the server of a store, and the application itself.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use auth_store_tests::trial_alone;
use libtest_mimic::Trial;
use tokio::runtime::Handle;

use crate::busy::{Chance, everybody};
use crate::journal::{Entry, Expected};
use crate::place::{Folder, Place};
use crate::world::World;

pub(crate) fn trials<P: Place>() -> Vec<Trial> {
    let name = P::NAME.to_lowercase();
    vec![trial_alone(
        format!("{name}::what_was_acknowledged_outlives_a_kill_of_the_server"),
        async |server: P| server_is_killed(&server).await,
    )]
}

pub(crate) fn trials_of_the_application() -> Vec<Trial> {
    vec![Trial::test(
        "sqlite::what_was_acknowledged_outlives_a_kill_of_the_application",
        || {
            let runtime = tokio::runtime::Runtime::new()?;
            runtime.block_on(application_is_killed());
            Ok(())
        },
    )]
}

/// SS-04, ST-04
async fn server_is_killed(server: &impl Place) {
    let (world, home) = (World::new(), server.home());
    let store = server.store(&home);
    let instance = world.instance(store.clone());
    instance.signed_in("ada").await;
    let mut expected = Expected::default();
    for seed in 1..=ROUNDS {
        let (tell, told) = mpsc::channel::<Entry>();
        let stop = Arc::new(AtomicBool::new(false));
        let people = {
            let (instance, stop) = (instance.clone(), Arc::clone(&stop));
            let runtime = Handle::current();
            thread::spawn(move || {
                let tell = move |entry| tell.send(entry).unwrap();
                runtime.block_on(everybody(&instance, seed, tell, &stop));
            })
        };
        let mut left = 40 + Chance::new(seed).below(120);
        let mut entries = Vec::new();
        for entry in told.iter() {
            left -= usize::from(entry.acknowledged);
            entries.push(entry);
            if left == 0 {
                break;
            }
        }
        assert_eq!(
            left, 0,
            "something failed before the server did: {entries:?}"
        );
        server.process().kill();
        stop.store(true, Ordering::SeqCst);
        people.join().unwrap();
        entries.extend(told.iter());
        server.process().start();
        entries.iter().for_each(|entry| expected.note(entry));
        let (live, dead) = expected.sessions();
        assert!(live > 0 && dead > 0, "seed {seed}: {live} and {dead}");
        expected.check(&instance, &store).await;
        // What is asked of them again leaves sessions that are not in the journal.
        expected = Expected::default();
    }
}

/// SS-04, ST-04
async fn application_is_killed() {
    let folder = Folder::new();
    let world = World::new();
    for seed in 1..=KILLS {
        let mut application = Command::new(env::current_exe().unwrap())
            .env(WORKING, folder.file())
            .env(SEED, seed.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(application.stdout.take().unwrap());
        let mut expected = Expected::default();
        let mut left = 20 + Chance::new(seed).below(100);
        for line in said.lines() {
            let Ok(entry) = line.unwrap().parse::<Entry>() else {
                continue;
            };
            expected.note(&entry);
            if entry.acknowledged && left > 0 {
                left -= 1;
                if left == 0 {
                    application.kill().unwrap();
                }
            }
        }
        application.wait().unwrap();
        assert_eq!(left, 0, "the application ended before it was killed");
        let (live, _) = expected.sessions();
        assert!(live > 0, "seed {seed}");
        let store = folder.store();
        expected.check(&world.instance(store.clone()), &store).await;
    }
    assert_eq!(folder.integrity().await, "ok");
}

/// The application that is to be killed, if this process is to be one.
pub(crate) fn working() -> Option<ExitCode> {
    let file = env::var_os(WORKING)?;
    let seed = env::var(SEED).ok()?.parse().ok()?;
    let runtime = tokio::runtime::Runtime::new().ok()?;
    runtime.block_on(async {
        let store = auth::store::Sqlite::open(file).unwrap();
        let instance = World::new().instance(store);
        // Standard output is written line by line, each at once.
        let tell = |entry| println!("{entry}");
        everybody(&instance, seed, tell, &Arc::default()).await;
    });
    Some(ExitCode::FAILURE)
}

const ROUNDS: u64 = 2;
const KILLS: u64 = 6;
/// Set in the process that is to be killed: the file of its database.
const WORKING: &str = "AUTH_TESTS_WORKING";
const SEED: &str = "AUTH_TESTS_SEED";
