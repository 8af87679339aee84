//! Hearing what other processes end.

use std::sync::{Arc, Mutex};

use auth::store::{
    Creation, EndedSession, EndedSessions, EndingListener, SessionEpoch, Update, UserEpoch,
};
use auth_store_tests::{trial, until_async};
use libtest_mimic::Trial;

use crate::world::{Place, now};

pub(crate) fn trials<P: Place>(place: &str) -> Vec<Trial> {
    vec![trial(
        format!("{place}::what_another_process_ends_is_heard"),
        what_another_process_ends_is_heard::<P>,
    )]
}

/// Writes down what it hears.
#[derive(Debug, Default)]
pub(crate) struct Listener {
    heard: Mutex<Vec<String>>,
}

impl Listener {
    pub(crate) fn heard(&self, what: &str) -> usize {
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

pub(crate) const MISSED: &str = "something was missed";

pub(crate) fn ended(id: &str) -> EndedSession<'_> {
    EndedSession {
        id,
        user_id: id,
        expires_at: now() + 60,
    }
}

/// SS-05
async fn what_another_process_ends_is_heard<P: Place>(place: &P) {
    let prefix = place.prefix();
    let here = place.connect().prefix(&prefix);
    let there = place.connect().prefix(&prefix);
    let other = place.connect().prefix(&place.prefix());
    let listener = Arc::new(Listener::default());
    let listening = tokio::spawn(here.listen(listener.clone()).unwrap());
    until_async("it listens", async || listener.heard(MISSED) == 1).await;

    let creation = there.create_ended(&ended("ada")).await.unwrap();
    assert_eq!(creation, Creation::Created);
    until_async("it is heard", async || listener.heard("ada") == 1).await;
    let creation = there.create_ended(&ended("ada")).await.unwrap();
    assert_eq!(creation, Creation::Exists, "which is nothing to tell");

    let epoch = UserEpoch {
        user_id: "b\u{f6}b",
        epoch: SessionEpoch::from_bytes([1; 16]),
        expires_at: now() + 60,
    };
    let update = there.update_epoch(&epoch).await.unwrap();
    assert_eq!(update, Update::Absent, "which is nothing to tell");
    let creation = there.create_epoch(&epoch).await.unwrap();
    assert_eq!(creation, Creation::Created);
    let update = there.update_epoch(&epoch).await.unwrap();
    assert_eq!(update, Update::Updated);
    until_async("both are heard", async || listener.heard("b\u{f6}b") == 2).await;

    // Another application on the same server.
    let _ = other.create_ended(&ended("eve")).await.unwrap();
    let _ = there.create_ended(&ended("last")).await.unwrap();
    until_async("it is heard", async || listener.heard("last") == 1).await;
    assert_eq!(listener.heard("eve"), 0);
    assert_eq!(listener.heard("ada"), 1);
    assert_eq!(listener.heard(MISSED), 1);
    listening.abort();
}
