//! Hearing from the store what other processes have ended, so that it is known here before it would be forgotten.

use std::sync::{Arc, OnceLock, Weak};

use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::ending::List;
use super::known::KnownSessions;
use crate::store::{EndedSessions, EndingListener};

/// Listens from the first look-up on: before that there may be no runtime, and nothing is known.
#[derive(Debug, Default)]
pub(super) struct Listening(OnceLock<Option<Task>>);

/// Ends with whoever listens.
#[derive(Debug)]
struct Task(AbortHandle);

/// What is heard is forgotten, and whoever awaits it is told.
#[derive(Debug)]
struct Forgetful {
    known: Weak<KnownSessions>,
    awaited: Weak<List>,
}

impl Listening {
    /// Begins, unless it has, or the store tells nothing.
    pub(super) fn begin(
        &self,
        store: &Arc<dyn EndedSessions>,
        known: &Arc<KnownSessions>,
        awaited: &Arc<List>,
    ) {
        if self.0.get().is_some() {
            return;
        }
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        self.0.get_or_init(|| {
            let listener = Arc::new(Forgetful {
                known: Arc::downgrade(known),
                awaited: Arc::downgrade(awaited),
            });
            let listening = store.listen(listener)?;
            Some(Task(runtime.spawn(listening).abort_handle()))
        });
    }

    /// Whether the store tells anything.
    pub(super) fn is_told(&self) -> bool {
        matches!(self.0.get(), Some(Some(_)))
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl EndingListener for Forgetful {
    fn ended(&self, user_id: &str) {
        if let Some(known) = self.known.upgrade() {
            known.forget(user_id);
        }
        if let Some(awaited) = self.awaited.upgrade() {
            awaited.ask_for_user(user_id);
        }
    }

    fn missed(&self) {
        if let Some(known) = self.known.upgrade() {
            known.forget_all();
        }
        if let Some(awaited) = self.awaited.upgrade() {
            awaited.ask_for_all();
        }
    }
}
