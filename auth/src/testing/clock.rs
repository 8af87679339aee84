//! A clock that stands still until a test moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::clock::Clock;

/// A clock for tests: it shows what it was set to. Clones show the same time.
///
/// ```
/// use std::time::Duration;
///
/// use auth::clock::Clock;
/// use auth::testing::ManualClock;
///
/// let clock = ManualClock::at(1_800_000_000);
/// let same = clock.clone();
/// clock.advance(Duration::from_secs(90));
/// assert_eq!(same.now(), 1_800_000_090);
/// ```
#[derive(Debug, Clone, Default)]
pub struct ManualClock(Arc<AtomicU64>);

impl ManualClock {
    /// A clock that shows `seconds` since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn at(seconds: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seconds)))
    }

    /// Shows `seconds` since 1970-01-01T00:00:00Z from now on; the past is allowed.
    pub fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    /// Moves on by whole seconds; a part of a second is dropped. It stops at the end of time instead of starting over.
    pub fn advance(&self, by: Duration) {
        let later = |now: u64| Some(now.saturating_add(by.as_secs()));
        // The closure never gives `None`, so there is no error to look at.
        let _ = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, later);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}
