//! What a provider publishes, fetched when it is first needed and kept.
//!
//! One fetch serves everybody who waits for it, and goes on when they stop waiting. A provider that is down is asked
//! again only after a pause, and what it said last serves until it is a day old (PF-14).

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tracing::Instrument;

use crate::clock::SharedClock;
use crate::error::{ProviderEndpoint, ProviderFault};
use crate::outbound::{HttpClientError, OutboundError};

/// One document of a provider's.
#[derive(Debug)]
pub(super) struct Cached<T> {
    endpoint: ProviderEndpoint,
    clock: SharedClock,
    slot: Arc<Mutex<Slot<T>>>,
}

#[derive(Debug)]
struct Slot<T> {
    /// The document, and when it came.
    value: Option<(Arc<T>, u64)>,
    /// The last failure, and when it was.
    failure: Option<(ProviderFault, u64)>,
    /// The fetch that is under way.
    flight: Option<Flight<T>>,
    /// When a document that was still fresh was last fetched anew.
    renewed: Option<u64>,
}

type Flight<T> = watch::Receiver<Option<Result<Arc<T>, ProviderFault>>>;

impl<T: Send + Sync + 'static> Cached<T> {
    /// Nothing yet.
    pub(super) fn new(endpoint: ProviderEndpoint, clock: SharedClock) -> Self {
        let slot = Slot {
            value: None,
            failure: None,
            flight: None,
            renewed: None,
        };
        Self {
            endpoint,
            clock,
            slot: Arc::new(Mutex::new(slot)),
        }
    }

    /// The document: kept, fetched, or, while the provider is down, the last one.
    pub(super) async fn get<F>(&self, fetch: impl FnOnce() -> F) -> Result<Arc<T>, ProviderFault>
    where
        F: Future<Output = Result<T, ProviderFault>> + Send + 'static,
    {
        let flight = {
            let now = self.clock.now();
            let mut slot = lock(&self.slot);
            if let Some(value) = slot.younger_than(FRESH, now) {
                return Ok(value);
            }
            match slot.flight() {
                Some(flight) => flight,
                None => match slot.recent_failure(now) {
                    Some(fault) => return slot.instead_of(fault, now),
                    None => self.start(&mut slot, fetch()),
                },
            }
        };
        match self.land(flight).await {
            Err(fault) => lock(&self.slot).instead_of(fault, self.clock.now()),
            fetched => fetched,
        }
    }

    /// A later document than `seen`, which lacks something: fetched anew, at most once a minute (IT-27, IT-28).
    pub(super) async fn later_than<F>(
        &self,
        seen: &Arc<T>,
        fetch: impl FnOnce() -> F,
    ) -> Result<Option<Arc<T>>, ProviderFault>
    where
        F: Future<Output = Result<T, ProviderFault>> + Send + 'static,
    {
        let flight = {
            let now = self.clock.now();
            let mut slot = lock(&self.slot);
            match &slot.value {
                Some((value, _)) if !Arc::ptr_eq(value, seen) => {
                    return Ok(Some(Arc::clone(value)));
                }
                _ => {}
            }
            match slot.flight() {
                Some(flight) => flight,
                None if slot
                    .renewed
                    .is_some_and(|at| now.saturating_sub(at) < RENEWAL) =>
                {
                    return Ok(None);
                }
                None => {
                    slot.renewed = Some(now);
                    self.start(&mut slot, fetch())
                }
            }
        };
        self.land(flight).await.map(Some)
    }

    /// Fetches in a task of its own, so that nobody who stops waiting stops the others.
    fn start<F>(&self, slot: &mut Slot<T>, fetch: F) -> Flight<T>
    where
        F: Future<Output = Result<T, ProviderFault>> + Send + 'static,
    {
        let (landing, flight) = watch::channel(None);
        slot.flight = Some(flight.clone());
        let (shared, clock) = (Arc::clone(&self.slot), Arc::clone(&self.clock));
        let fetched = async move {
            let result = fetch.await.map(Arc::new);
            lock(&shared).settle(&result, clock.now());
            landing.send_replace(Some(result));
        };
        tokio::spawn(fetched.in_current_span());
        flight
    }

    async fn land(&self, mut flight: Flight<T>) -> Result<Arc<T>, ProviderFault> {
        let result = flight
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|landed| landed.clone());
        result.unwrap_or_else(|| {
            let cause = OutboundError::from(HttpClientError::new("the request was abandoned"));
            Err(ProviderFault::Unreachable {
                endpoint: self.endpoint,
                cause,
            })
        })
    }
}

impl<T> Slot<T> {
    fn younger_than(&self, age: u64, now: u64) -> Option<Arc<T>> {
        let (value, at) = self.value.as_ref()?;
        (now.saturating_sub(*at) < age).then(|| Arc::clone(value))
    }

    /// The fetch under way; not one whose task has died.
    fn flight(&self) -> Option<Flight<T>> {
        self.flight
            .clone()
            .filter(|flight| flight.has_changed().is_ok())
    }

    /// A failure after which the provider is left alone for a while, longer when there is something to go on with.
    fn recent_failure(&self, now: u64) -> Option<ProviderFault> {
        let (fault, at) = self.failure.as_ref()?;
        let pause = if self.younger_than(STALE, now).is_some() {
            PAUSE_STALE
        } else {
            PAUSE
        };
        (now.saturating_sub(*at) < pause).then(|| fault.clone())
    }

    /// What serves while the provider fails: its last document, unless it has since said who else it is (PF-09).
    fn instead_of(&self, fault: ProviderFault, now: u64) -> Result<Arc<T>, ProviderFault> {
        match fault {
            ProviderFault::Issuer { .. } | ProviderFault::DiscoveredEndpoint { .. } => Err(fault),
            _ => self.younger_than(STALE, now).ok_or(fault),
        }
    }

    fn settle(&mut self, result: &Result<Arc<T>, ProviderFault>, now: u64) {
        self.flight = None;
        match result {
            Ok(value) => self.value = Some((Arc::clone(value), now)),
            Err(fault) => self.failure = Some((fault.clone(), now)),
        }
    }
}

/// A thread that panicked while it held the lock left nothing half done.
fn lock<T>(slot: &Mutex<Slot<T>>) -> MutexGuard<'_, Slot<T>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// For how long a document is used without asking again, in seconds.
const FRESH: u64 = 3_600;
/// For how long it is used while the provider fails.
const STALE: u64 = 86_400;
/// How long a provider that failed is left alone.
const PAUSE: u64 = 5;
/// The same, while its last document serves.
const PAUSE_STALE: u64 = 60;
/// How long after a fresh document was fetched anew it is not fetched anew again.
const RENEWAL: u64 = 60;

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::openid::fixtures::StoppedClock;

    /// A document, the number of times it was fetched, and a clock to move.
    struct Fixture {
        cached: Cached<usize>,
        clock: Arc<StoppedClock>,
        fetches: Arc<AtomicUsize>,
    }

    impl Fixture {
        fn new() -> Self {
            let clock = StoppedClock::at(1_000_000);
            let cached = Cached::new(ProviderEndpoint::Keys, clock.clone());
            Self {
                cached,
                clock,
                fetches: Arc::default(),
            }
        }

        fn count(&self) -> usize {
            self.fetches.load(Ordering::SeqCst)
        }

        /// Fetches that take a second each and bring their own number.
        fn succeed(&self) -> impl Future<Output = Result<usize, ProviderFault>> + Send + 'static {
            let number = self.fetches.fetch_add(1, Ordering::SeqCst) + 1;
            async move {
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok(number)
            }
        }

        fn fail(&self) -> impl Future<Output = Result<usize, ProviderFault>> + Send + 'static {
            self.fetches.fetch_add(1, Ordering::SeqCst);
            async {
                Err(ProviderFault::Keys {
                    problem: "is not there",
                })
            }
        }

        async fn get(&self) -> Result<usize, ProviderFault> {
            self.cached.get(|| self.succeed()).await.map(|value| *value)
        }

        async fn get_while_down(&self) -> Result<usize, ProviderFault> {
            self.cached.get(|| self.fail()).await.map(|value| *value)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_document_is_fetched_once_an_hour() {
        let fixture = Fixture::new();
        assert_eq!(fixture.get().await.unwrap(), 1);
        fixture.clock.advance(3_599);
        assert_eq!(fixture.get().await.unwrap(), 1);
        fixture.clock.advance(1);
        assert_eq!(fixture.get().await.unwrap(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn many_who_wait_share_one_fetch() {
        let fixture = Arc::new(Fixture::new());
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let fixture = fixture.clone();
            waiting.spawn(async move { fixture.get().await.unwrap() });
        }
        while let Some(number) = waiting.join_next().await {
            assert_eq!(number.unwrap(), 1);
        }
        assert_eq!(fixture.count(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn who_stops_waiting_does_not_stop_the_fetch() {
        let fixture = Fixture::new();
        let impatient = tokio::time::timeout(Duration::from_millis(10), fixture.get()).await;
        assert!(impatient.is_err());
        assert_eq!(fixture.get().await.unwrap(), 1);
        assert_eq!(fixture.count(), 1);
    }

    #[tokio::test]
    async fn a_fetch_that_dies_ends_in_an_error_and_the_next_one_begins() {
        let fixture = Fixture::new();
        let dead = fixture
            .cached
            .get(|| async { panic!("a client of the user's") })
            .await;
        assert_eq!(dead.unwrap_err().code().name, "provider_unavailable");
        tokio::time::pause();
        assert_eq!(fixture.get().await.unwrap(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_failed_is_left_alone_for_a_moment() {
        let fixture = Fixture::new();
        assert!(fixture.get_while_down().await.is_err());
        fixture.clock.advance(4);
        assert!(fixture.get_while_down().await.is_err());
        assert_eq!(fixture.count(), 1);
        fixture.clock.advance(1);
        assert_eq!(fixture.get().await.unwrap(), 2);
    }

    /// PF-14, IT-30: the last document serves for a day, and not for longer.
    #[tokio::test(start_paused = true)]
    async fn the_last_document_serves_while_the_provider_is_down() {
        let fixture = Fixture::new();
        fixture.get().await.unwrap();
        fixture.clock.advance(3_600);
        assert_eq!(fixture.get_while_down().await.unwrap(), 1);
        fixture.clock.advance(59);
        assert_eq!(fixture.get_while_down().await.unwrap(), 1);
        assert_eq!(fixture.count(), 2, "it is asked once a minute at most");
        fixture.clock.advance(86_400 - 3_659 - 1);
        assert_eq!(fixture.get_while_down().await.unwrap(), 1);
        fixture.clock.advance(1);
        assert!(fixture.get_while_down().await.is_err());
    }

    /// PF-09, PF-10
    #[tokio::test(start_paused = true)]
    async fn the_last_document_does_not_serve_when_the_new_one_is_dangerous() {
        let changed = ProviderFault::Issuer {
            expected: "https://op.test".into(),
            found: "https://x.test".into(),
        };
        let inward = ProviderFault::DiscoveredEndpoint {
            endpoint: ProviderEndpoint::Token,
            fault: crate::outbound::EndpointFault::Inward,
        };
        for fault in [changed, inward] {
            let fixture = Fixture::new();
            fixture.get().await.unwrap();
            fixture.clock.advance(3_600);
            for _ in 0..2 {
                let refused = || std::future::ready(Err(fault.clone()));
                let found = fixture.cached.get(refused).await.unwrap_err();
                assert_eq!(found.code(), fault.code());
            }
        }
    }

    /// IT-27
    #[tokio::test(start_paused = true)]
    async fn a_fresh_document_that_lacks_something_is_fetched_anew() {
        let fixture = Fixture::new();
        let seen = fixture.cached.get(|| fixture.succeed()).await.unwrap();
        let later = fixture
            .cached
            .later_than(&seen, || fixture.succeed())
            .await
            .unwrap();
        assert_eq!(later.as_deref(), Some(&2));
        assert_eq!(fixture.get().await.unwrap(), 2, "and kept");
    }

    /// IT-27: who looked at the old document takes the new one without asking again.
    #[tokio::test(start_paused = true)]
    async fn a_document_that_came_in_the_meantime_is_taken() {
        let fixture = Fixture::new();
        let seen = fixture.cached.get(|| fixture.succeed()).await.unwrap();
        fixture
            .cached
            .later_than(&seen, || fixture.succeed())
            .await
            .unwrap();
        let later = fixture
            .cached
            .later_than(&seen, || fixture.succeed())
            .await
            .unwrap();
        assert_eq!((later.as_deref(), fixture.count()), (Some(&2), 2));
    }

    /// IT-28
    #[tokio::test(start_paused = true)]
    async fn a_document_is_fetched_anew_once_a_minute_at_most() {
        let fixture = Fixture::new();
        let mut seen = fixture.cached.get(|| fixture.succeed()).await.unwrap();
        for _ in 0..1000 {
            if let Some(later) = fixture
                .cached
                .later_than(&seen, || fixture.succeed())
                .await
                .unwrap()
            {
                seen = later;
            }
        }
        assert_eq!(fixture.count(), 2);
        fixture.clock.advance(59);
        assert!(
            fixture
                .cached
                .later_than(&seen, || fixture.succeed())
                .await
                .unwrap()
                .is_none()
        );
        fixture.clock.advance(1);
        assert!(
            fixture
                .cached
                .later_than(&seen, || fixture.succeed())
                .await
                .unwrap()
                .is_some()
        );
    }

    /// IT-28: failures are throttled as well.
    #[tokio::test(start_paused = true)]
    async fn a_renewal_that_fails_counts() {
        let fixture = Fixture::new();
        let seen = fixture.cached.get(|| fixture.succeed()).await.unwrap();
        assert!(
            fixture
                .cached
                .later_than(&seen, || fixture.fail())
                .await
                .is_err()
        );
        assert!(
            fixture
                .cached
                .later_than(&seen, || fixture.fail())
                .await
                .unwrap()
                .is_none()
        );
        assert_eq!(fixture.count(), 2);
        assert_eq!(
            fixture.get().await.unwrap(),
            1,
            "the document in hand is still good"
        );
    }
}
