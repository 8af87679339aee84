//! What is said about a store that cannot be reached, and what is not.

use std::error::Error;
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};

use auth::store::{MySql, Postgres, Redis, Separate, Sqlite, StoreError};
use auth_store_tests::{self as servers, trial};
use libtest_mimic::Trial;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::place::Everything;
use crate::world::{World, assert_unavailable};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial(
            "postgresql::nobody_is_told_the_password",
            async |server: &servers::Postgresql| {
                server.database();
                for place in places(server.process().port()) {
                    kept_from_everybody(
                        Postgres::connect(&format!("postgres://auth:{CANARY}@{place}/test")),
                        |store| store,
                    )
                    .await;
                }
            },
        ),
        trial(
            "mariadb::nobody_is_told_the_password",
            async |server: &servers::Mariadb| {
                for place in places(server.process().port()) {
                    kept_from_everybody(
                        MySql::connect(&format!("mysql://auth:{CANARY}@{place}/test")),
                        |store| store,
                    )
                    .await;
                }
            },
        ),
        trial(
            "redis::nobody_is_told_the_password",
            async |server: &servers::Redis| {
                for place in places(server.process().port()) {
                    kept_from_everybody(
                        Redis::connect(&format!("redis://:{CANARY}@{place}/0")),
                        |redis| Separate::new(Sqlite::open(":memory:").unwrap(), redis),
                    )
                    .await;
                }
            },
        ),
    ]
}

/// One that knows another password, one where nobody listens, one that does not exist, and none.
fn places(port: u16) -> [String; 4] {
    [
        format!("127.0.0.1:{port}"),
        "127.0.0.1:1".to_owned(),
        "nowhere.invalid:4711".to_owned(),
        "127.0.0.1:no-port".to_owned(),
    ]
}

/// SR-05
async fn kept_from_everybody<T: fmt::Debug, S: Everything>(
    store: Result<T, StoreError>,
    complete: impl FnOnce(T) -> S,
) {
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    match store {
        Err(error) => log.write_chain(&error),
        Ok(store) => {
            let store = complete(store);
            log.write(format_args!("{store:?}"));
            if let Err(error) = store.find_user("ada").await {
                log.write_chain(&error);
            }
            let instance = World::new().instance(store);
            let mut browser = instance.with(&"A".repeat(43));
            let answer = browser.open("/guarded").await;
            assert_unavailable(&answer);
            log.write(format_args!("{answer:?} {:?}", instance.auth));
            assert!(log.text().contains("AUTH-520"), "it is in the log");
        }
    }
    drop(guard);
    let text = log.text();
    assert!(!text.is_empty());
    assert!(!text.contains(CANARY), "{text}");
}

/// Everything that is said.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    fn write(&self, what: fmt::Arguments<'_>) {
        writeln!(self.0.lock().unwrap(), "{what}").unwrap();
    }

    fn write_chain(&self, error: &StoreError) {
        self.write(format_args!("{error} {error:?}"));
        let mut source = error.source();
        while let Some(error) = source {
            self.write(format_args!("{error} {error:?}"));
            source = error.source();
        }
    }
}

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.write(format_args!("{}={value:?}", field.name()));
    }

    fn record_error(&mut self, _: &Field, value: &(dyn Error + 'static)) {
        let mut error = Some(value);
        while let Some(said) = error {
            self.write(format_args!("{said} {said:?}"));
            error = said.source();
        }
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

const CANARY: &str = "canary-of-a-password";
