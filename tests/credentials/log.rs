//! What is typed is in no log.

use std::fmt;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::app::{App, type_in};
use crate::auth::PASSWORD;

/// Everything of every level that is said on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let line = format!("{field}={value:?}\n");
        self.0.lock().unwrap().push_str(&line);
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn neither_a_password_nor_a_name_that_did_not_come_in_is_logged() {
    let log = Log::default();
    // With one subscriber alone, `tracing` asks that of the thread that is first to say something, which may be none.
    let _other = tracing::Dispatch::new(log.clone());
    let guard = tracing::subscriber::set_default(log.clone());
    let app = App::new();
    for (name, password) in [
        ("emil", "hunter2"),
        ("emma", PASSWORD),
        ("down", "hunter2"),
        ("never", "hunter2"),
    ] {
        type_in(&mut app.browser(), name, password).await;
    }
    for _ in 0..6 {
        type_in(&mut app.browser(), "emil", &"hunter2".repeat(2)).await;
        type_in(&mut app.browser(), "emil", &"hunter2".repeat(200)).await;
    }
    drop(guard);
    let said = log.0.lock().unwrap().clone();
    for code in ["AUTH-560", "AUTH-561", "AUTH-562", "AUTH-563"] {
        assert!(said.contains(code), "{code}: {said}");
    }
    assert!(said.contains("credentials:emma"), "{said}");
    for secret in ["hunter2", PASSWORD, "emil"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
}
