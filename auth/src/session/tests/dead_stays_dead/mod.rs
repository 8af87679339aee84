//! A session that has ended stays ended (SS-06, SS-08): what requests, sign-outs and everything else that ends a session do
//! at the same time, in every order that there is, or in many of them.
//!
//! The code is the real one. Its tasks are run by `shuttle`, which chooses at every step which of them goes on, and a step
//! ends before and after each call of the store. As soon as anybody has been told that a session has ended, no request that
//! begins later may find it alive, and a store that keeps sessions may not hold it, after any step. What the model sees is
//! shown by stores and by code that do it wrong.
//!
//! A failure prints its schedule, for `shuttle::replay`.

mod revocable;
mod store;
mod stored;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Mutex};

use shuttle::future::{block_on, spawn};
use shuttle::scheduler::{DfsScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, FailurePersistence, Runner};
use tokio::runtime::Runtime;

use super::*;

/// What has been told of sessions: by a name that stands for one, when it was told first that it has ended.
#[derive(Debug, Default)]
struct Told(Mutex<HashMap<String, u64>>);

impl Told {
    fn tell(&self, name: impl Into<String>, now: u64) {
        self.0.lock().unwrap().entry(name.into()).or_insert(now);
    }

    fn since(&self, name: &str) -> Option<u64> {
        self.0.lock().unwrap().get(name).copied()
    }

    fn names(&self) -> Vec<String> {
        self.0.lock().unwrap().keys().cloned().collect()
    }
}

/// Fails: somebody has seen a session that had ended.
fn come_back(what: &str) -> ! {
    panic!("{COME_BACK}: {what}");
}

/// In every order of steps that there is. How many those are.
fn every_order(scenario: impl Fn() + Send + Sync + 'static) -> usize {
    let orders = run(DfsScheduler::new(Some(AT_MOST), false), print(), scenario);
    assert!(orders < AT_MOST, "there are more orders than were tried");
    orders
}

/// In so many orders, each with its own random numbers.
fn many_orders(orders: usize, scenario: impl Fn() + Send + Sync + 'static) {
    run(RandomScheduler::new(orders), print(), scenario);
}

/// Whether a session that has ended is found to have come back in some order.
fn is_found_out(scenario: impl Fn() + Send + Sync + 'static) -> bool {
    let scheduler = DfsScheduler::new(Some(AT_MOST), false);
    let run = || run(scheduler, FailurePersistence::None, scenario);
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(_) => false,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map_or("", String::as_str);
            assert!(text.contains(COME_BACK), "{text}");
            true
        }
    }
}

fn run(
    scheduler: impl Scheduler + 'static,
    failure_persistence: FailurePersistence,
    scenario: impl Fn() + Send + Sync + 'static,
) -> usize {
    let _entered = DEADLINES.enter();
    let mut config = Config::new();
    config.stack_size = STACK;
    config.failure_persistence = failure_persistence;
    Runner::new(scheduler, config).run(scenario)
}

fn print() -> FailurePersistence {
    FailurePersistence::Print
}

/// Each of these does one thing after another, all of them at the same time. The first is not a task of its own: there
/// are fewer orders then.
fn all_at_once<T>(tasks: impl IntoIterator<Item = T>)
where
    T: Future<Output = ()> + Send + 'static,
{
    let mut tasks = tasks.into_iter();
    let first = tasks.next().unwrap();
    let others: Vec<_> = tasks.map(spawn).collect();
    block_on(async {
        first.await;
        for task in others {
            task.await.unwrap();
        }
    });
}

/// One of these, by shuttle's random numbers.
fn one_of<T: Copy>(choices: &[T]) -> T {
    let number = shuttle::rand::RngCore::next_u64(&mut shuttle::rand::thread_rng());
    choices[usize::try_from(number % choices.len() as u64).unwrap()]
}

/// Where the store's deadlines are, which never come: nothing here takes time. It is never dropped, for what a failure
/// leaves behind must not be woken by it.
static DEADLINES: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().build().unwrap()
});

/// Sessions of a thousand seconds at most, that end when they rest for a hundred.
const LIMITS: SessionDeclaration = SessionDeclaration {
    max_age: 1_000,
    idle: Some(IDLE),
    update_age: 10,
    cookie: None,
};
const IDLE: u64 = 100;
/// After so many seconds a session in use is renewed.
const DUE: u64 = 10;
const COME_BACK: &str = "a session that had ended has come back";
/// Orders that are tried.
const AT_MOST: usize = 10_000;
/// In bytes, of each task.
const STACK: usize = 512 * 1024;
