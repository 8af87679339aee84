//! The application under test, on a free port of this machine.

use std::convert::Infallible;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::auth::clock::{Clock, SystemClock};
use ::auth::testing::{Client, Endpoint, Fault, Provider};
use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocketUpgrade, close_code};
use axum::extract::{Path, Request};
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::Listener;
use futures_util::{StreamExt as _, stream};
use http::StatusCode;
use http::header::ORIGIN;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use crate::auth::{Auth, Session, protected, provider};
use crate::op::OpenIdProvider;
use crate::tls::TlsListener;

/// An application that serves until it is dropped.
#[derive(Debug)]
pub(crate) struct App {
    /// Where it is: `http://127.0.0.1:…`.
    pub(crate) origin: String,
    provider: Option<OpenIdProvider>,
    servers: Vec<JoinHandle<()>>,
}

impl App {
    /// Starts it, and the provider that it needs.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let op = OpenIdProvider::start(&origin).await;
        let (poster_issuer, poster) = poster(&origin).await;
        let mut app = Self::serve(listener, origin, Some(op), poster_issuer, |app, _| app);
        app.servers.push(poster);
        app
    }

    /// Starts it where nobody goes to a provider, and behind something that changes what it serves.
    pub(crate) async fn start_alone(around: impl FnOnce(Router) -> Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let nowhere = "https://poster.example".to_owned();
        Self::serve(listener, origin, None, nowhere, |app, _| around(app))
    }

    /// The same over TLS, and with the layer that says of every page with a session that nobody may keep it.
    pub(crate) async fn start_alone_over_tls() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("https://{}", listener.local_addr().unwrap());
        let nowhere = "https://poster.example".to_owned();
        let layered = |app: Router, auth: &Auth| app.layer(auth.layer());
        Self::serve(TlsListener::new(listener), origin, None, nowhere, layered)
    }

    fn serve(
        listener: impl Listener<Addr: Debug>,
        origin: String,
        provider: Option<OpenIdProvider>,
        poster_issuer: String,
        around: impl FnOnce(Router, &Auth) -> Router,
    ) -> Self {
        let (issuer, secret) = match &provider {
            Some(op) => (op.issuer.clone(), op.client_secret.clone()),
            None => ("https://acme.example".to_owned(), "secret".to_owned()),
        };
        let clock = Later::default();
        let moved = clock.clone();
        let auth = Auth::builder()
            .clock(clock)
            .variables(move |name| match name {
                "ACME_ISSUER" => Some(issuer.clone()),
                "POSTER_ISSUER" => Some(poster_issuer.clone()),
                _ => None,
            })
            .secret(SECRET)
            .base_url(&origin)
            .client(provider::acme, "basic", &secret)
            .client(provider::acme_post, "post", &secret)
            .client(provider::acme_public, "none", "")
            .client(provider::poster, "app", POSTER_SECRET)
            .build()
            .unwrap();
        let app = Router::new()
            .route("/", get(home))
            .route("/account/{page}", get(account))
            .route("/client/{page}", get(client))
            .route("/socket", get(socket))
            .route("/events", get(events))
            .route(
                "/clock/{days}",
                post(async move |Path(days): Path<u64>| {
                    moved.0.fetch_add(days * 86_400, Ordering::Relaxed);
                }),
            )
            .merge(auth.routes())
            .with_state(auth.clone());
        let app = around(app, &auth);
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            origin,
            provider,
            servers: vec![server],
        }
    }

    /// Ends the provider that its `acme` entries name.
    pub(crate) fn stop_provider(&mut self) {
        self.provider = None;
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.servers.iter().for_each(JoinHandle::abort);
    }
}

/// The system's clock, by whose time the providers date what they say, and as many seconds later as a test has moved it.
#[derive(Debug, Clone, Default)]
struct Later(Arc<AtomicU64>);

impl Clock for Later {
    fn now(&self) -> u64 {
        SystemClock.now() + self.0.load(Ordering::Relaxed)
    }
}

/// The library's own provider at `localhost`, which is another site than the application's `127.0.0.1`: its issuer. It revokes
/// nothing.
async fn poster(origin: &str) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let client = Client::new("app")
        .secret(POSTER_SECRET)
        .redirect_uri(format!("{origin}/auth/callback/poster"));
    let provider = Provider::builder().issuer(&issuer).client(client);
    let provider = provider.build().unwrap();
    provider.next(
        Endpoint::Revocation,
        Fault::status(StatusCode::BAD_REQUEST).always(),
    );
    let router = provider.router();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (issuer, server)
}

const POSTER_SECRET: &str = "the secret of the app at the poster";

/// An application behind a proxy that takes away what says where a request comes from.
pub(crate) fn without_origin(app: Router) -> Router {
    Router::new().fallback(async move |mut request: Request| {
        request.headers_mut().remove(ORIGIN);
        request.headers_mut().remove("sec-fetch-site");
        app.oneshot(request).await
    })
}

async fn home(session: Option<Session>) -> Html<String> {
    match session {
        Some(session) => page(&session, "home"),
        None => Html("<!doctype html><title>home</title><p>Nobody is signed in.</p>".to_owned()),
    }
}

/// A page with a script of its own. What it is told of the session is in `seen`, and the module in `auth`.
async fn client(auth: Auth, Path(page): Path<String>) -> Html<String> {
    let module = auth.client_js();
    Html(format!(
        r#"<!doctype html><title>{page}</title><p id=who></p>
        <button id=in>Enter</button><button id=out>Leave</button>
        <script type=module>
            import * as auth from "{module}";
            window.auth = auth;
            window.seen = [];
            window.stop = auth.onSessionChange((session) => {{
                seen.push(session && session.user.name);
                who.textContent = session ? session.user.name : "nobody";
            }});
            document.getElementById("in").onclick = () => auth.signIn("dev");
            document.getElementById("out").onclick = () => auth.signOut();
        </script>"#
    ))
}

/// Says back what it is told, as long as the session lasts.
#[protected]
async fn socket(auth: Auth, session: Session, upgrade: WebSocketUpgrade) -> Response {
    let mut ended = auth.ended(&session);
    upgrade.on_upgrade(async move |mut socket| {
        loop {
            tokio::select! {
                why = &mut ended => {
                    let (code, reason) = (close_code::POLICY, why.to_string().into());
                    let close = Message::Close(Some(CloseFrame { code, reason }));
                    return drop(socket.send(close).await);
                }
                message = socket.recv() => match message {
                    Some(Ok(message)) => drop(socket.send(message).await),
                    _ => return,
                },
            }
        }
    })
}

/// Says whose session it is, and then nothing more while it lasts.
#[protected]
async fn events(auth: Auth, session: Session) -> impl IntoResponse {
    let name = Event::default().data(session.user.display_name());
    let first = stream::iter([Ok::<_, Infallible>(name)]);
    Sse::new(auth.until_ended(&session, first.chain(stream::pending())))
}

#[protected]
async fn account(session: Session, Path(path): Path<String>) -> Html<String> {
    page(&session, &path)
}

fn page(session: &Session, title: &str) -> Html<String> {
    let text = format!("“{}” is {}", session.user.display_name(), session.user.id);
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    Html(format!(
        "<!doctype html><title>{title}</title><p>{text}</p>
        <form method=post action=/auth/signout><button>Leave</button></form>
        <form method=post action=/auth/signout><input type=hidden name=callbackUrl value=/>
        <input type=hidden name=scope value=provider><button>Quit everything</button></form>
        <form method=post action=/auth/signout><input type=hidden name=callbackUrl value=/>
        <input type=hidden name=revoke value=true><button>Quit and take back</button></form>"
    ))
}

/// What sessions are sealed with.
pub(crate) const SECRET: &str = "b1f3c6a8e0d24975a7c9e1f3b5d70824-only-for-these-tests";
