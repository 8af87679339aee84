//! The application behind the cache. Each response that is made for somebody has their name in it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use ::auth::testing::{self, ManualClock, Persona};
use auth_tests::support::world::{SECRET, START};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CACHE_CONTROL, ETAG, LAST_MODIFIED};
use http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::auth::{Auth, Session, protected, provider, public};

/// How the layer of sessions comes around the handlers.
#[derive(Debug, Clone, Copy)]
pub enum Wiring {
    /// `.layer(auth.layer())` on axum's router.
    Layer,
    /// By itself, with the router whose handlers say who may reach them.
    StatedRouter,
}

/// The application, until it is dropped.
#[derive(Debug)]
pub struct App {
    pub address: SocketAddr,
    pub clock: ManualClock,
    auth: Auth,
    server: JoinHandle<()>,
}

/// Whatever a session goes into.
pub const PERSONAL: [&str; 12] = [
    "/",
    "/protected",
    "/guarded",
    "/admin",
    "/missing",
    "/moved",
    "/dated",
    "/tagged",
    "/said-public",
    "/auth/session",
    "/auth/csrf",
    "/auth/signout",
];

impl App {
    pub async fn start(wiring: Wiring) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let clock = ManualClock::at(START);
        let auth = Auth::builder()
            .variables(|_| None)
            .secret(SECRET)
            .base_url("http://localhost:3000")
            .clock(clock.clone())
            .build()
            .unwrap();
        let router = match wiring {
            Wiring::Layer => {
                use axum::routing::get;
                axum::Router::new()
                    .route("/open", get(open))
                    .route("/", get(home))
                    .route("/protected", get(page))
                    .route("/guarded", get(guarded))
                    .route("/admin", get(admin))
                    .route("/missing", get(missing))
                    .route("/moved", get(moved))
                    .route("/dated", get(dated))
                    .route("/tagged", get(tagged))
                    .route("/said-public", get(said_public))
                    .merge(auth.routes())
                    .layer(auth.layer())
                    .with_state(auth.clone())
            }
            Wiring::StatedRouter => {
                use ::auth::routing::get;
                ::auth::routing::Router::new()
                    .route("/open", get(open))
                    .route("/", get(home))
                    .route("/protected", get(page))
                    .route("/guarded", get(guarded))
                    .route("/admin", get(admin))
                    .route("/missing", get(missing))
                    .route("/moved", get(moved))
                    .route("/dated", get(dated))
                    .route("/tagged", get(tagged))
                    .route("/said-public", get(said_public))
                    .merge(auth.routes())
                    .with_state(auth.clone())
                    .into_axum()
            }
        };
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            address,
            clock,
            auth,
            server,
        }
    }

    /// The `Cookie` header of somebody who is signed in.
    pub async fn signed_in(&self, name: &str) -> String {
        let persona = Persona::new(name).name(format!("name-{name}"));
        let cookie = testing::sign_in(&self.auth, provider::dev, &persona).await;
        cookie.unwrap().to_str().unwrap().to_owned()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn who(session: Option<&Session>) -> String {
    session.map_or_else(|| "nobody".into(), |session| session.user.id.clone())
}

/// A new number each time: the same one twice has come out of a cache.
#[public]
async fn open() -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    NUMBER.fetch_add(1, Ordering::SeqCst).to_string()
}

#[public]
async fn home(session: Option<Session>) -> String {
    who(session.as_ref())
}

#[protected]
async fn page(session: Session) -> String {
    who(Some(&session))
}

#[protected]
async fn guarded() -> &'static str {
    "for whoever is signed in"
}

#[protected(role = admin)]
async fn admin() -> &'static str {
    "for administrators"
}

#[public]
async fn missing(session: Option<Session>) -> Response {
    (
        StatusCode::NOT_FOUND,
        format!("{}, there is nothing", who(session.as_ref())),
    )
        .into_response()
}

#[public]
async fn moved(session: Option<Session>) -> Redirect {
    Redirect::permanent(&format!("/of/{}", who(session.as_ref())))
}

/// What caches keep by their own judgement (RFC 9111 §4.2.2).
#[public]
async fn dated(session: Option<Session>) -> Response {
    let old = [(LAST_MODIFIED, "Wed, 01 Jan 2020 00:00:00 GMT")];
    (old, who(session.as_ref())).into_response()
}

/// What they ask about again: `304` for whoever has it.
#[public]
async fn tagged(session: Option<Session>, headers: HeaderMap) -> Response {
    let who = who(session.as_ref());
    let tag = format!("\"{who}\"");
    let same = headers
        .get("if-none-match")
        .is_some_and(|known| *known == *tag);
    match same {
        true => (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response(),
        false => ([(ETAG, tag)], who).into_response(),
    }
}

#[public]
async fn said_public(session: Option<Session>) -> Response {
    (
        [(CACHE_CONTROL, "public, max-age=600")],
        who(session.as_ref()),
    )
        .into_response()
}
