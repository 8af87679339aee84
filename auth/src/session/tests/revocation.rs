//! Which sessions live when some of them have been ended on the server.

use std::future::pending;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;

use tokio::sync::Notify;

use super::*;
use crate::outbound::BoxFuture;
use crate::store::{
    Creation, EndedSession, EndedSessions, EndingListener, Memory, Standing, Update, UserEpoch,
};

/// A store that counts what it is asked, and that can fail, wait, and be held up.
#[derive(Debug, Clone, Default)]
pub(super) struct Observed {
    memory: Memory,
    asked: Arc<AtomicUsize>,
    /// 0: works. 1: fails. 2: never answers.
    trouble: Arc<AtomicUsize>,
    /// When set, the next answer to a look-up is held back until `released`.
    hold: Arc<AtomicUsize>,
    held: Arc<Notify>,
    released: Arc<Notify>,
    /// Who hears what is ended; nobody unless it is a store that tells.
    tells: Option<Arc<Listeners>>,
}

type Listeners = Mutex<Vec<Arc<dyn EndingListener>>>;

impl Observed {
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub(super) fn trouble(&self, kind: usize) {
        self.trouble.store(kind, Ordering::SeqCst);
    }

    /// As another server does of which nobody hears.
    pub(super) async fn end_unheard(&self, session: &EndedSession<'_>) {
        let creation = self.memory.create_ended(session).await;
        assert_eq!(creation.unwrap(), Creation::Created);
    }

    pub(super) fn telling() -> Self {
        Self {
            tells: Some(Arc::default()),
            ..Self::default()
        }
    }

    pub(super) fn tell(&self, what: impl Fn(&dyn EndingListener)) {
        for listener in self
            .tells
            .iter()
            .flat_map(|heard| heard.lock().unwrap().clone())
        {
            what(&*listener);
        }
    }

    async fn attempt(&self) -> Result<(), StoreError> {
        match self.trouble.load(Ordering::SeqCst) {
            0 => Ok(()),
            1 => Err(StoreError::unavailable("connection refused")),
            _ => pending().await,
        }
    }
}

impl EndedSessions for Observed {
    fn standing<'a>(
        &'a self,
        user_id: &'a str,
        session_id: &'a str,
    ) -> BoxFuture<'a, Result<Standing, StoreError>> {
        Box::pin(async move {
            self.asked.fetch_add(1, Ordering::SeqCst);
            self.attempt().await?;
            let standing = self.memory.standing(user_id, session_id).await;
            if self.hold.swap(0, Ordering::SeqCst) == 1 {
                self.held.notify_one();
                self.released.notified().await;
            }
            standing
        })
    }

    fn create_ended<'a>(
        &'a self,
        session: &'a EndedSession<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(async move {
            self.attempt().await?;
            let creation = self.memory.create_ended(session).await;
            self.tell(|listener| listener.ended(session.user_id));
            creation
        })
    }

    fn create_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(async move {
            self.attempt().await?;
            let creation = self.memory.create_epoch(epoch).await;
            self.tell(|listener| listener.ended(epoch.user_id));
            creation
        })
    }

    fn update_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(async move {
            self.attempt().await?;
            self.memory.update_epoch(epoch).await
        })
    }

    fn delete_expired(&self, now: u64, at_most: usize) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(async move {
            self.attempt().await?;
            self.memory.delete_expired(now, at_most).await
        })
    }

    fn listen(&self, listener: Arc<dyn EndingListener>) -> Option<BoxFuture<'static, ()>> {
        let heard = Arc::clone(self.tells.as_ref()?);
        Some(Box::pin(async move {
            heard.lock().unwrap().push(listener);
            pending::<()>().await;
        }))
    }
}

/// One server, and the browsers of its users.
pub(super) struct Server {
    pub(super) sessions: Sessions<App>,
    pub(super) store: Observed,
    pub(super) clock: StoppedClock,
}

impl Server {
    pub(super) fn new() -> Self {
        Self::sharing(&StoppedClock::at(NOW), &Observed::default())
    }

    pub(super) fn sharing(clock: &StoppedClock, store: &Observed) -> Self {
        let kept = Kept {
            ended: Some(Arc::new(store.clone())),
            ..Kept::default()
        };
        Self {
            sessions: sessions::<App>(clock).kept_in(kept, &[]),
            store: store.clone(),
            clock: clock.clone(),
        }
    }

    /// Another one of the same application.
    pub(super) fn another(&self) -> Self {
        Self::sharing(&self.clock, &self.store)
    }

    pub(super) async fn sign_in(&self, user: User) -> Browser {
        let mut browser = Browser::default();
        let (_, fields) = self
            .sessions
            .begin(&HeaderMap::new(), beginning(user))
            .await
            .unwrap();
        browser.receive(&fields);
        browser
    }

    async fn read(&self, browser: &Browser) -> Reading<App> {
        self.sessions.read(&browser.request()).await
    }

    pub(super) async fn session(&self, browser: &Browser) -> Session<App> {
        self.read(browser).await.live()
    }
}

pub(super) fn beginning(user: User) -> Beginning<App> {
    Beginning {
        user,
        provider: Provider::Dev,
        roles: Roles::none(),
        data: (),
        tokens: None,
        origin: None,
        authenticated_at: None,
    }
}

pub(super) fn bob() -> User {
    User {
        id: "dev:bob".into(),
        ..ada()
    }
}

/// LO-16, S3-20
#[tokio::test]
async fn every_session_of_a_user_ends_at_once_and_those_of_others_live() {
    let server = Server::new();
    let browsers = [server.sign_in(ada()).await, server.sign_in(ada()).await];
    let other = server.sign_in(bob()).await;
    for browser in &browsers {
        assert_eq!(server.session(browser).await.user, ada());
    }
    server.sessions.end_all("dev:ada").await.unwrap();
    for browser in &browsers {
        assert!(server.read(browser).await.is_refused());
    }
    assert_eq!(server.session(&other).await.user, bob());
    server.sessions.end_all("dev:ada").await.unwrap();
    server.sessions.end_all("nobody").await.unwrap();
    assert_eq!(server.session(&other).await.user, bob());
}

/// LO-09
#[tokio::test]
async fn who_signs_in_again_in_the_same_second_is_signed_in() {
    let server = Server::new();
    for _ in 0..3 {
        let before = server.sign_in(ada()).await;
        server.sessions.end_all("dev:ada").await.unwrap();
        let after = server.sign_in(ada()).await;
        assert!(server.read(&before).await.is_refused());
        assert_eq!(server.session(&after).await.user, ada());
    }
}

/// SS-04, SS-05
#[tokio::test]
async fn a_session_that_was_ended_stays_ended_for_whoever_has_copied_it() {
    let server = Server::new();
    let (browser, another) = (server.sign_in(ada()).await, server.sign_in(ada()).await);
    let copied = browser.clone();
    let session = server.session(&browser).await;
    server.sessions.end(&session).await.unwrap();
    assert!(server.read(&copied).await.is_refused());
    assert_eq!(server.session(&another).await.user, ada());
    server.sessions.end(&session).await.unwrap();
}

/// SS-06, SS-08
#[tokio::test]
async fn a_request_under_way_brings_nothing_back() {
    let server = Server::new();
    for everywhere in [false, true] {
        let mut browser = server.sign_in(ada()).await;
        let session = server.session(&browser).await;
        if everywhere {
            server.sessions.end_all("dev:ada").await.unwrap();
        } else {
            server.sessions.end(&session).await.unwrap();
        }
        let renewed = server.sessions.renew(&browser.request(), &session);
        browser.receive(&renewed.unwrap().1);
        assert!(server.read(&browser).await.is_refused(), "{everywhere}");
    }
}

#[tokio::test]
async fn a_session_outlives_being_sealed_anew_in_its_epoch() {
    let server = Server::new();
    server.sessions.end_all("dev:ada").await.unwrap();
    let mut browser = server.sign_in(ada()).await;
    server.clock.pass(2 * DAY);
    let session = server.session(&browser).await;
    let (_, fields) = server.sessions.renew(&browser.request(), &session).unwrap();
    browser.receive(&fields);
    // Another server has not seen it before.
    let another = server.another();
    assert_eq!(another.session(&browser).await.id(), session.id());
}

/// What ends all sessions of a user is forgotten when those would have ended anyway, and younger ones go on.
#[tokio::test]
async fn a_session_outlives_what_the_store_remembers_of_its_epoch() {
    let server = Server::new();
    let old = server.sign_in(ada()).await;
    server.sessions.end_all(&ada().id).await.unwrap();
    server.clock.set(NOW + 29 * DAY);
    let young = server.sign_in(ada()).await;
    server.clock.set(NOW + 31 * DAY);
    let forgotten = server.store.delete_expired(server.clock.now(), 99).await;
    assert_eq!(forgotten.unwrap(), 1);
    assert_eq!(server.session(&young).await.user, ada());
    assert!(server.read(&old).await.is_refused());
}

#[tokio::test]
async fn another_server_notices_within_five_seconds_and_not_later() {
    let server = Server::new();
    let another = server.another();
    let browser = server.sign_in(ada()).await;
    assert_eq!(another.session(&browser).await.user, ada());
    server.sessions.end_all("dev:ada").await.unwrap();
    assert!(server.read(&browser).await.is_refused(), "at once here");
    server.clock.pass(4);
    assert_eq!(another.session(&browser).await.user, ada());
    server.clock.pass(1);
    assert!(another.read(&browser).await.is_refused());
}

#[tokio::test]
async fn another_server_notices_at_once_where_the_store_tells() {
    let server = Server::sharing(&StoppedClock::at(NOW), &Observed::telling());
    let another = server.another();
    let (ada, other) = (server.sign_in(ada()).await, server.sign_in(bob()).await);
    another.session(&other).await;
    let session = another.session(&ada).await;
    tokio::task::yield_now().await;
    server.sessions.end(&session).await.unwrap();
    assert!(another.read(&ada).await.is_refused());
    let asked = server.store.asked();
    another.session(&other).await;
    assert_eq!(server.store.asked(), asked, "what is known of others stays");
}

/// What was missed while nothing could be heard is asked again.
#[tokio::test]
async fn whoever_may_have_missed_something_forgets_all_that_is_known() {
    let server = Server::sharing(&StoppedClock::at(NOW), &Observed::telling());
    let ada = server.sign_in(ada()).await;
    server.session(&ada).await;
    tokio::task::yield_now().await;
    let asked = server.store.asked();
    server.session(&ada).await;
    assert_eq!(server.store.asked(), asked);
    server.store.tell(EndingListener::missed);
    server.session(&ada).await;
    assert_eq!(server.store.asked(), asked + 1);
}

#[tokio::test]
async fn whoever_is_gone_listens_no_longer() {
    let server = Server::sharing(&StoppedClock::at(NOW), &Observed::telling());
    let ada = server.sign_in(ada()).await;
    server.session(&ada).await;
    tokio::task::yield_now().await;
    let heard = server.store.tells.clone().unwrap();
    assert_eq!(heard.lock().unwrap().len(), 1);
    drop(server);
    tokio::task::yield_now().await;
    // Only the store's own list still has it: the future that listened is gone.
    assert_eq!(Arc::strong_count(&heard), 1);
}

#[tokio::test]
async fn another_server_lets_in_who_signed_in_after_everything_was_ended() {
    let server = Server::new();
    let another = server.another();
    let before = server.sign_in(ada()).await;
    assert_eq!(another.session(&before).await.user, ada());
    server.sessions.end_all("dev:ada").await.unwrap();
    let after = server.sign_in(ada()).await;
    assert_eq!(another.session(&after).await.user, ada());
    let there = another.sign_in(ada()).await;
    assert_eq!(server.session(&there).await.user, ada());
}

#[tokio::test]
async fn a_look_up_that_was_under_way_is_not_remembered() {
    let server = Arc::new(Server::new());
    let browser = server.sign_in(ada()).await;
    server.store.hold.store(1, Ordering::SeqCst);
    let reading = tokio::spawn({
        let (server, browser) = (Arc::clone(&server), browser.clone());
        async move { server.read(&browser).await.is_refused() }
    });
    server.store.held.notified().await;
    server.sessions.end_all("dev:ada").await.unwrap();
    server.store.released.notify_one();
    assert!(!reading.await.unwrap(), "it was asked before");
    assert!(server.read(&browser).await.is_refused());
}

#[tokio::test]
async fn that_a_session_lives_is_asked_once_in_five_seconds() {
    let server = Server::new();
    let browser = server.sign_in(ada()).await;
    let before = server.store.asked();
    for _ in 0..5 {
        server.session(&browser).await;
        server.clock.pass(1);
    }
    assert_eq!(server.store.asked(), before + 1);
    server.session(&browser).await;
    assert_eq!(server.store.asked(), before + 2);
}

#[tokio::test]
async fn who_brings_no_session_asks_nothing_and_allocates_nothing() {
    let server = Server::new();
    let before = server.store.asked();
    let headers = request("theme=dark");
    let mut reading = std::pin::pin!(server.sessions.read(&headers));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let allocations = allocation_counter::measure(|| {
        let polled = reading.as_mut().poll(&mut context);
        assert!(matches!(polled, std::task::Poll::Ready(Reading::Absent)));
    });
    assert_eq!(allocations.count_total, 0);
    let forged = server.read_cookie(&format!("{NAME}=x")).await;
    assert!(forged.is_refused());
    assert_eq!(server.store.asked(), before);
}

#[tokio::test]
async fn a_session_that_is_known_to_live_allocates_nothing() {
    let server = Server::new();
    let browser = server.sign_in(ada()).await;
    server.session(&browser).await;
    let headers = browser.request();
    let mut reading = std::pin::pin!(server.sessions.read(&headers));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let allocations = allocation_counter::measure(|| {
        assert!(reading.as_mut().poll(&mut context).is_ready());
    });
    assert_eq!(allocations.count_total, 0);
}

/// ST-01, SS-21
#[tokio::test]
async fn when_the_store_is_down_nobody_comes_in() {
    let server = Server::new();
    let browser = server.sign_in(ada()).await;
    server.session(&browser).await;
    server.store.trouble(1);
    assert_eq!(
        server.session(&browser).await.user,
        ada(),
        "it is known to live"
    );
    server.clock.pass(5);
    assert!(matches!(server.read(&browser).await, Reading::Unavailable));
    assert!(server.sessions.read(&HeaderMap::new()).await.is_absent());
    server.store.trouble(0);
    assert_eq!(server.session(&browser).await.user, ada());
}

/// ST-02
#[tokio::test]
async fn when_the_store_is_down_nobody_signs_in() {
    let server = Server::new();
    server.store.trouble(1);
    let error = server
        .sessions
        .begin(&HeaderMap::new(), beginning(ada()))
        .await
        .unwrap_err();
    assert_eq!(error.code().name, "store_unavailable");
}

#[tokio::test]
async fn what_the_store_has_not_noted_is_an_error() {
    let server = Server::new();
    let session = server.session(&server.sign_in(ada()).await).await;
    server.store.trouble(1);
    for error in [
        server.sessions.end(&session).await.unwrap_err(),
        server.sessions.end_all("dev:ada").await.unwrap_err(),
    ] {
        assert_eq!(error.code().name, "store_unavailable");
        assert_eq!(error.to_string(), "the store cannot be reached");
    }
}

/// ST-03
#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_is_waited_for_four_seconds() {
    let server = Server::new();
    let browser = server.sign_in(ada()).await;
    server.store.trouble(2);
    let began = tokio::time::Instant::now();
    assert!(matches!(server.read(&browser).await, Reading::Unavailable));
    let error = server.sessions.end_all("dev:ada").await.unwrap_err();
    assert!(matches!(error, SessionError::Store(StoreError::TimedOut)));
    assert_eq!(began.elapsed().as_secs(), 8, "four seconds each");
}

/// ST-11
#[tokio::test]
async fn the_store_remembers_for_as_long_as_a_session_could_live_and_no_longer() {
    let server = Server::new();
    let browser = server.sign_in(ada()).await;
    let session = server.session(&browser).await;
    server.sessions.end(&session).await.unwrap();
    server.sessions.end_all("dev:ada").await.unwrap();
    let known = async |seconds| {
        let store = &server.store.memory;
        let _ = store.delete_expired(NOW + seconds, 9).await.unwrap();
        let standing = store.standing("dev:ada", session.id()).await.unwrap();
        (standing.ended, standing.epoch.is_some())
    };
    assert_eq!(known(30 * DAY + 3_600).await, (true, true));
    assert_eq!(known(30 * DAY + 3_601).await, (false, false));
}

/// ST-11
#[tokio::test]
async fn what_has_expired_goes_as_others_sign_out() {
    let server = Server::new();
    let session = server.session(&server.sign_in(ada()).await).await;
    server.sessions.end(&session).await.unwrap();
    server.clock.pass(31 * DAY);
    server.sessions.end_all("dev:bob").await.unwrap();
    let standing = server.store.memory.standing("dev:ada", session.id()).await;
    assert!(!standing.unwrap().ended);
}

/// A session from before `revocable: on`, or of an application that shares the cookie.
#[tokio::test]
async fn a_session_without_an_epoch_lives_until_all_are_ended() {
    let server = Server::new();
    let claims = format!(r#"{{"sub":"dev:ada","iat":{NOW},"exp":{}}}"#, NOW + 60);
    let cookie = format!("{NAME}={}", sealed(NAME, &claims));
    assert_eq!(server.read_cookie(&cookie).await.live().user.id, "dev:ada");
    server.sessions.end_all("dev:ada").await.unwrap();
    assert!(server.read_cookie(&cookie).await.is_refused());
}

#[tokio::test]
async fn sessions_without_a_store_are_ended_in_the_browser_alone() {
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    let session = session_of("dev:ada");
    assert!(!sessions.are_revocable());
    sessions.end(&session).await.unwrap();
    let error = sessions.end_all("dev:ada").await.unwrap_err();
    assert_eq!(error.code().name, "store_unavailable");
}

impl Server {
    async fn read_cookie(&self, cookie: &str) -> Reading<App> {
        self.sessions.read(&request(cookie)).await
    }
}
