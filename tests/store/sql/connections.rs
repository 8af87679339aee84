//! Connections that are shared, given up in the middle, and lost.

use std::task::Poll;
use std::time::{Duration, Instant};

use auth::store::{Accounts, OwnedCreation, Sessions, StoreError, Users};
use auth_store_tests::{Mariadb, Postgresql, Process, trial, trial_alone, until_async};
use libtest_mimic::Trial;

use crate::world::{Place, account, add, hash, session, user};

pub(crate) fn trials<P: Place>(place: &str) -> Vec<Trial> {
    vec![
        trial(
            format!("{place}::more_at_once_than_there_are_connections_are_all_answered"),
            more_than_connections::<P>,
        ),
        trial(
            format!("{place}::who_goes_away_in_the_middle_leaves_nothing_half_done"),
            gone_in_the_middle::<P>,
        ),
        trial(
            format!("{place}::a_pool_of_the_application_is_used"),
            pool_of_the_application::<P>,
        ),
    ]
}

/// Those of servers.
pub(crate) fn of_servers() -> Vec<Trial> {
    fn both<P: Place>(place: &str, process: fn(&P) -> &Process) -> Vec<Trial> {
        vec![
            trial_alone(
                format!("{place}::a_server_that_was_restarted_is_found_again_by_the_first_call"),
                async move |server: P| restarted(&server, process(&server)).await,
            ),
            trial_alone(
                format!("{place}::a_silent_server_is_an_error_in_time_and_takes_no_connections"),
                async move |server: P| silent(&server, process(&server)).await,
            ),
            trial(
                format!("{place}::a_wrong_password_is_told_to_nobody"),
                wrong_password::<P>,
            ),
        ]
    }
    let mut trials = both("postgresql", Postgresql::process);
    trials.extend(both("mariadb", Mariadb::process));
    trials
}

async fn more_than_connections<P: Place>(place: &P) {
    let (store, _) = place.empty();
    add(&store, "ada").await;
    let many: Vec<_> = (0..100)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let record = session("ada", number);
                let created = store.create_session(&record).await.unwrap();
                assert_eq!(created, OwnedCreation::Created);
                let found = store.find_session(&record.hash).await.unwrap();
                assert_eq!(found.unwrap().user, user("ada"));
                store.delete_session(&record.hash).await.unwrap()
            })
        })
        .collect();
    for one in many {
        assert!(one.await.unwrap());
    }
}

/// ST-04
async fn gone_in_the_middle<P: Place>(place: &P) {
    let (store, _) = place.empty();
    add(&store, "ada").await;
    for number in 0..60_usize {
        let id = format!("user {number}");
        let (record, account) = (user(&id), account(&id));
        {
            let mut creating = store.create_user(&record, &account);
            let mut waits = number % 20;
            std::future::poll_fn(|context| match creating.as_mut().poll(context) {
                Poll::Pending if waits > 0 => {
                    waits -= 1;
                    Poll::Pending
                }
                _ => Poll::Ready(()),
            })
            .await;
        }
        // What was under way may still come to its end, and then both are there.
        until_async("both or neither", async || {
            let user = store.find_user(&id).await.unwrap();
            let account = store.find_account("https://op.test", &id).await.unwrap();
            user.is_some() == account.is_some()
        })
        .await;
        assert!(store.find_user("ada").await.unwrap().is_some());
    }
}

async fn pool_of_the_application<P: Place>(place: &P) {
    let url = place.database();
    let (store, close) = P::given(&url);
    add(&store, "ada").await;
    assert!(P::open(&url).find_user("ada").await.unwrap().is_some());
    close.await;
    let refused = store.find_user("ada").await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
}

/// ST-01
async fn restarted<P: Place>(place: &P, process: &Process) {
    let (store, url) = place.empty();
    add(&store, "ada").await;
    // Several connections, all of which die.
    let several: Vec<_> = (0..8)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.create_session(&session("ada", number)).await })
        })
        .collect();
    for one in several {
        assert_eq!(one.await.unwrap().unwrap(), OwnedCreation::Created);
    }
    for restart in [Process::stop, Process::kill] {
        restart(process);
        let down = store.find_session(&hash(1)).await;
        assert!(down.is_err(), "which is not: nobody");
        process.start();
        assert!(store.find_session(&hash(1)).await.unwrap().is_some());
        assert!(store.delete_session(&hash(1)).await.unwrap());
        let again = store.create_session(&session("ada", 1)).await.unwrap();
        assert_eq!(again, OwnedCreation::Created);

        // Without anybody having noticed that it was away.
        let quiet = P::open(&url);
        assert!(quiet.find_session(&hash(2)).await.unwrap().is_some());
        restart(process);
        process.start();
        assert!(quiet.find_session(&hash(2)).await.unwrap().is_some());
        let quiet = P::open(&url);
        assert!(quiet.find_session(&hash(2)).await.unwrap().is_some());
        restart(process);
        process.start();
        assert!(quiet.delete_session(&hash(2)).await.unwrap());
        let again = quiet.create_session(&session("ada", 2)).await.unwrap();
        assert_eq!(again, OwnedCreation::Created);
    }
}

/// ST-03
async fn silent<P: Place>(place: &P, process: &Process) {
    let (store, url) = place.empty();
    add(&store, "ada").await;
    process.pause();
    let began = Instant::now();
    let many: Vec<_> = (0..40)
        .map(|_| {
            let store = store.clone();
            // As every caller does.
            tokio::spawn(tokio::time::timeout(FOUR_SECONDS, async move {
                store.find_user("ada").await.map(drop)
            }))
        })
        .collect();
    for one in many {
        if let Ok(answer) = one.await.unwrap() {
            assert!(matches!(answer, Err(StoreError::TimedOut)), "{answer:?}");
        }
    }
    let unconnected = P::open(&url).find_user("ada").await;
    assert!(unconnected.is_err());
    assert!(began.elapsed() < 2 * FOUR_SECONDS);
    process.resume();
    until_async("it answers again", async || {
        store.find_user("ada").await.is_ok()
    })
    .await;
    let many: Vec<_> = (0..40)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.find_user("ada").await.unwrap().is_some() })
        })
        .collect();
    for one in many {
        assert!(one.await.unwrap(), "of another question's answer");
    }
}

async fn wrong_password<P: Place>(place: &P) {
    let url = place.database().replace("of-the-tests", "canary");
    let refused = P::open(&url).find_user("ada").await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    assert!(!format!("{refused:?}").contains("canary"), "{refused:?}");
    assert!(!format!("{:?}", P::open(&url)).contains("canary"));
}

const FOUR_SECONDS: Duration = Duration::from_secs(4);
