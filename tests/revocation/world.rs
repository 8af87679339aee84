//! The application, on one server or several, with a store that can be down.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use auth::outbound::BoxFuture;
use auth::store::{
    Creation, EndedSession, EndedSessions, Memory, Standing, StoreError, Update, UserEpoch,
};
use auth::testing::ManualClock;
use auth_tests::support::browser::{Answer, Browser, path_and_query};
use auth_tests::support::world::{Providers, SECRET, START};
use axum::Router;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocketUpgrade};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::{StreamExt, stream};
use tokio::sync::Notify;
use url::Url;

use crate::auth::{Auth, Session, protected, provider};

/// One server of the application, and what all of them share.
#[derive(Debug)]
pub struct World {
    pub providers: Providers,
    pub clock: ManualClock,
    pub store: Cable,
    pub auth: Auth,
    pub router: Router,
    pub slow: Arc<Slow>,
}

/// A handler that takes its time.
#[derive(Debug, Default)]
pub struct Slow {
    pub arrived: Notify,
    pub go_on: Notify,
}

/// A store at the end of a cable that can be pulled.
#[derive(Debug, Clone, Default)]
pub struct Cable {
    memory: Memory,
    pulled: Arc<AtomicBool>,
}

impl World {
    pub fn new() -> Self {
        let clock = ManualClock::at(START);
        let providers = Providers::new("https://app.test", &clock);
        Self::with(clock, providers, Cable::default())
    }

    /// Another server of the same application.
    pub fn another_server(&self) -> Self {
        Self::with(
            self.clock.clone(),
            self.providers.clone(),
            self.store.clone(),
        )
    }

    fn with(clock: ManualClock, providers: Providers, store: Cable) -> Self {
        let auth = Auth::builder()
            .variables(|name| match name {
                "OP_ISSUER" => Some("https://op.test".into()),
                "OTHER_ISSUER" => Some("https://other.test".into()),
                _ => None,
            })
            .secret(SECRET)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .client(provider::other, "app", "other secret")
            .store(store.clone())
            .clock(clock.clone())
            .http_client(providers.clone())
            .build()
            .expect("a right configuration");
        let slow = Arc::new(Slow::default());
        let router = application(&auth, &slow);
        Self {
            providers,
            clock,
            store,
            auth,
            router,
            slow,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), "https://app.test")
    }

    /// A browser in which that person is signed in.
    pub async fn signed_in(&self, persona: &str) -> Browser {
        let mut browser = self.browser();
        let answer = self.sign_in(&mut browser, persona).await;
        assert_eq!(answer.location(), "https://app.test/");
        browser
    }

    /// Signs in; the answer of the redirect URI.
    pub async fn sign_in(&self, browser: &mut Browser, persona: &str) -> Answer {
        let start = browser.submit("/auth/signin/op", &[]).await;
        let response = self.providers.op.authorize(start.location(), persona).await;
        let url = Url::parse(response.expect("an authorization response").url());
        browser.open(&path_and_query(&url.expect("a URL"))).await
    }

    /// Lets time pass until every server asks the store again.
    pub fn wait_until_nothing_is_known(&self) {
        self.clock.advance(std::time::Duration::from_secs(5));
    }
}

/// The same browser at another server, as if it had gone to that one.
pub fn at(browser: &Browser, server: &World) -> Browser {
    let mut there = server.browser();
    there.cookies = browser.cookies.clone();
    there
}

/// Who is signed in there, according to the application.
pub async fn who(browser: &mut Browser) -> String {
    browser.open("/").await.text().to_owned()
}

fn application(auth: &Auth, slow: &Arc<Slow>) -> Router {
    let slow = Arc::clone(slow);
    Router::new()
        .route("/", get(home))
        .route("/open", get(async || "open"))
        .route("/dashboard", get(dashboard))
        .route("/slow", get(move |session: Session| linger(session, slow)))
        .route("/socket", get(socket))
        .route("/open-socket", get(open_socket))
        .route("/events", get(events))
        .route("/leave", post(leave))
        .route("/leave.json", post(leave_json))
        .route("/leave-everywhere", post(leave_everywhere))
        .route("/leave-everywhere.json", post(leave_everywhere_json))
        .route("/leave-everywhere-and-the-provider", post(leave_altogether))
        .route("/ban", post(ban))
        .merge(auth.routes())
        .layer(auth.layer())
        .with_state(auth.clone())
}

async fn home(session: Option<Session>) -> String {
    session.map_or_else(|| "nobody".into(), |session| session.user.id.clone())
}

#[protected]
async fn dashboard(session: Session) -> String {
    session.user.id.clone()
}

/// Echoes until the session is over.
#[protected]
async fn socket(auth: Auth, session: Session, upgrade: WebSocketUpgrade) -> Response {
    let mut ended = auth.ended(&session);
    upgrade.on_upgrade(async move |mut socket| {
        loop {
            let message = tokio::select! {
                end = &mut ended => {
                    let reason = end.to_string().into();
                    let code = axum::extract::ws::close_code::POLICY;
                    let close = Message::Close(Some(CloseFrame { code, reason }));
                    return drop(socket.send(close).await);
                }
                message = socket.recv() => message,
            };
            match message {
                Some(Ok(Message::Text(text))) => drop(socket.send(Message::Text(text)).await),
                _ => return,
            }
        }
    })
}

/// Says who it is.
async fn open_socket(session: Option<Session>, upgrade: WebSocketUpgrade) -> Response {
    let who = session.map_or_else(|| "nobody".into(), |session| session.user.id.clone());
    upgrade.on_upgrade(async move |mut socket| {
        while let Some(Ok(Message::Text(_))) = socket.recv().await {
            drop(socket.send(Message::text(who.as_str())).await);
        }
    })
}

/// One event, and then nothing until the session is over.
async fn events(auth: Auth, session: Session) -> impl IntoResponse {
    let first = Event::default().data(session.user.id.as_str());
    let events = stream::iter([Ok::<_, Infallible>(first)]).chain(stream::pending());
    Sse::new(auth.until_ended(&session, events))
}

async fn linger(session: Session, slow: Arc<Slow>) -> String {
    slow.arrived.notify_one();
    slow.go_on.notified().await;
    session.user.id.clone()
}

async fn leave(auth: Auth, session: Session) -> Response {
    auth.sign_out(session).await.into_response()
}

async fn leave_json(auth: Auth, session: Session) -> Response {
    let outcome = auth.sign_out(session).outcome().await;
    let body = axum::Json(&outcome).into_response();
    (outcome, body).into_response()
}

async fn leave_everywhere(auth: Auth, session: Session) -> Response {
    auth.sign_out(session).everywhere().await.into_response()
}

async fn leave_everywhere_json(auth: Auth, session: Session) -> Response {
    let outcome = auth.sign_out(session).everywhere().outcome().await;
    let body = axum::Json(&outcome).into_response();
    (outcome, body).into_response()
}

async fn leave_altogether(auth: Auth, session: Session) -> Response {
    let sign_out = auth.sign_out(session).everywhere().provider();
    sign_out.await.into_response()
}

async fn ban(State(auth): State<Auth>, body: String) -> Result<(), String> {
    let banned = auth.sign_out_user(&body).await;
    banned.map_err(|error| error.code().name.to_owned())
}

impl Cable {
    pub fn pull(&self) {
        self.pulled.store(true, Ordering::SeqCst);
    }

    pub fn plug_in(&self) {
        self.pulled.store(false, Ordering::SeqCst);
    }

    fn works(&self) -> Result<(), StoreError> {
        if self.pulled.load(Ordering::SeqCst) {
            Err(StoreError::unavailable("the cable is pulled"))
        } else {
            Ok(())
        }
    }
}

impl EndedSessions for Cable {
    fn standing<'a>(
        &'a self,
        user_id: &'a str,
        session_id: &'a str,
    ) -> BoxFuture<'a, Result<Standing, StoreError>> {
        Box::pin(async move {
            self.works()?;
            self.memory.standing(user_id, session_id).await
        })
    }

    fn create_ended<'a>(
        &'a self,
        session: &'a EndedSession<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(async move {
            self.works()?;
            self.memory.create_ended(session).await
        })
    }

    fn create_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(async move {
            self.works()?;
            self.memory.create_epoch(epoch).await
        })
    }

    fn update_epoch<'a>(
        &'a self,
        epoch: &'a UserEpoch<'a>,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(async move {
            self.works()?;
            self.memory.update_epoch(epoch).await
        })
    }

    fn delete_expired(&self, now: u64, at_most: usize) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(async move {
            self.works()?;
            self.memory.delete_expired(now, at_most).await
        })
    }
}
