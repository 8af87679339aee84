//! Hearing from PostgreSQL what other processes end.

use std::sync::{Arc, Mutex};

use auth::store::{
    Creation, EndedSessions, EndingListener, Postgres, SessionEpoch, Update, UserEpoch,
};
use auth_store_tests::{Files, Mariadb, Postgresql, trial, trial_alone, until_async};
use libtest_mimic::Trial;

use crate::world::{Place, ended, now};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial(
            "postgresql::what_another_process_ends_is_heard",
            what_another_process_ends_is_heard,
        ),
        trial(
            "postgresql::who_is_heard_no_more_is_listened_to_anew",
            connection_lost,
        ),
        trial_alone(
            "postgresql::a_server_that_was_away_is_heard_again",
            server_away,
        ),
        trial("sqlite::nothing_is_heard", nothing_is_heard::<Files>),
        trial("mariadb::nothing_is_heard", nothing_is_heard::<Mariadb>),
    ]
}

/// Writes down what it hears.
#[derive(Debug, Default)]
struct Listener {
    heard: Mutex<Vec<String>>,
}

impl Listener {
    fn heard(&self, what: &str) -> usize {
        let heard = self.heard.lock().unwrap();
        heard.iter().filter(|heard| *heard == what).count()
    }
}

impl EndingListener for Listener {
    fn ended(&self, user_id: &str) {
        self.heard.lock().unwrap().push(user_id.to_owned());
    }

    fn missed(&self) {
        self.heard.lock().unwrap().push(MISSED.to_owned());
    }
}

const MISSED: &str = "something was missed";

/// SS-05
async fn what_another_process_ends_is_heard(server: &Postgresql) {
    let (here, url) = server.empty();
    let there = Postgres::connect(&url).unwrap();
    let (other, _) = server.empty();
    let listener = Arc::new(Listener::default());
    let listening = tokio::spawn(here.listen(listener.clone()).unwrap());
    until_async("it listens", async || listener.heard(MISSED) == 1).await;

    let creation = there.create_ended(&ended("ada")).await.unwrap();
    assert_eq!(creation, Creation::Created);
    until_async("it is heard", async || listener.heard("ada") == 1).await;
    let creation = there.create_ended(&ended("ada")).await.unwrap();
    assert_eq!(creation, Creation::Exists, "which is nothing to tell");

    let epoch = UserEpoch {
        user_id: "b\u{f6}b's",
        epoch: SessionEpoch::from_bytes([1; 16]),
        expires_at: now() + 60,
    };
    let update = there.update_epoch(&epoch).await.unwrap();
    assert_eq!(update, Update::Absent, "which is nothing to tell");
    let creation = there.create_epoch(&epoch).await.unwrap();
    assert_eq!(creation, Creation::Created);
    let update = there.update_epoch(&epoch).await.unwrap();
    assert_eq!(update, Update::Updated);
    until_async("both are heard", async || listener.heard("b\u{f6}b's") == 2).await;

    // Another application on the same server.
    let _ = other.create_ended(&ended("eve")).await.unwrap();
    let _ = there.create_ended(&ended("last")).await.unwrap();
    until_async("it is heard", async || listener.heard("last") == 1).await;
    assert_eq!(listener.heard("eve"), 0);
    assert_eq!(listener.heard("ada"), 1);
    assert_eq!(listener.heard(MISSED), 1);
    listening.abort();
}

async fn connection_lost(server: &Postgresql) {
    let (store, url) = server.empty();
    let listener = Arc::new(Listener::default());
    let listening = tokio::spawn(store.listen(listener.clone()).unwrap());
    until_async("it listens", async || listener.heard(MISSED) == 1).await;
    let terminated = Postgresql::run(
        &url,
        "SELECT 1",
        "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
         WHERE datname = current_database() AND query LIKE 'LISTEN%'",
    )
    .await;
    assert_eq!(terminated, 1);
    until_async("it listens again", async || listener.heard(MISSED) == 2).await;
    let _ = store.create_ended(&ended("ada")).await.unwrap();
    until_async("it is heard", async || listener.heard("ada") == 1).await;
    listening.abort();
}

/// SS-05
async fn server_away(server: Postgresql) {
    let (store, _) = server.empty();
    let listener = Arc::new(Listener::default());
    let listening = tokio::spawn(store.listen(listener.clone()).unwrap());
    until_async("it listens", async || listener.heard(MISSED) == 1).await;
    server.process().kill();
    server.process().start();
    until_async("it listens again", async || listener.heard(MISSED) == 2).await;
    let _ = store.create_ended(&ended("ada")).await.unwrap();
    until_async("it is heard", async || listener.heard("ada") == 1).await;
    listening.abort();
}

async fn nothing_is_heard<P: Place>(place: &P) {
    let (store, _) = place.empty();
    assert!(store.listen(Arc::new(Listener::default())).is_none());
}
