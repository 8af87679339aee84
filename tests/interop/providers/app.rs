//! The application under test, on a free port of this machine, with the provider that it needs.

use std::sync::OnceLock;
use std::sync::mpsc::sync_channel;
use std::thread;

use ::auth::store::Memory;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use axum::{Extension, Router};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinHandle;

use crate::auth::{Auth, Session, protected, provider};
use crate::direct;
use crate::node::Server;
use crate::op::OpenIdProvider;
use crate::parts::{self, Parts};

/// An application that serves until it is dropped.
#[derive(Debug)]
pub(crate) struct App {
    /// Where it is: `http://127.0.0.1:…`.
    pub(crate) origin: String,
    /// The issuer identifier of its provider.
    pub(crate) issuer: String,
    server: JoinHandle<()>,
    _provider: Running,
}

#[derive(Debug)]
enum Running {
    Certified { _provider: OpenIdProvider },
    Canaille { _server: Server },
}

impl Running {
    /// Where its revocation endpoint is.
    fn revocation(&self) -> &'static str {
        match self {
            Self::Certified { .. } => "/token/revocation",
            Self::Canaille { .. } => "/oauth/revoke",
        }
    }
}

impl App {
    /// Starts it, and npm's `oidc-provider`.
    pub(crate) async fn with_certified_provider() -> Self {
        let (listener, origin) = listen().await;
        let op = OpenIdProvider::start(&origin).await;
        let (issuer, secret) = (op.issuer.clone(), op.client_secret.clone());
        let running = Running::Certified { _provider: op };
        Self::serve(listener, origin, issuer, secret, running)
    }

    /// The one with PyPI's `canaille`, which takes its time to start: all tests have it together. It runs until the tests
    /// have ended.
    pub(crate) fn with_canaille() -> &'static Self {
        static APP: OnceLock<App> = OnceLock::new();
        APP.get_or_init(|| {
            let (sender, receiver) = sync_channel(1);
            thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(async {
                    sender.send(Self::start_canaille().await).unwrap();
                    std::future::pending::<()>().await;
                });
            });
            receiver.recv().expect("it has started")
        })
    }

    async fn start_canaille() -> Self {
        #[derive(Deserialize)]
        struct Ready {
            issuer: String,
            secret: String,
        }
        let (listener, origin) = listen().await;
        let script = parts::folder().join("canaille/provider.py");
        let mut python = Command::new(Parts::canaille().unwrap());
        python
            .arg("-I")
            .arg(&script)
            .args(["--app", &origin])
            .env_clear()
            .env("TMPDIR", std::env::temp_dir());
        let (server, ready) =
            Server::start_command::<Ready>(&mut python, "canaille/provider.py").await;
        let running = Running::Canaille { _server: server };
        Self::serve(listener, origin, ready.issuer, ready.secret, running)
    }

    fn serve(
        listener: TcpListener,
        origin: String,
        issuer: String,
        secret: String,
        running: Running,
    ) -> Self {
        let known = issuer.clone();
        let auth = Auth::builder()
            .variables(move |name| name.ends_with("_ISSUER").then(|| known.clone()))
            .secret("b1f3c6a8e0d24975a7c9e1f3b5d70824-only-for-these-tests")
            .base_url(&origin)
            .client(provider::acme_kept, "kept", &secret)
            .client(provider::acme_form, "form", &secret)
            .client(provider::acme_login, "login", &secret)
            .client(provider::canaille, "basic", &secret)
            .client(provider::canaille_post, "post", &secret)
            .client(provider::canaille_kept, "kept", &secret)
            .client(provider::canaille_login, "login", &secret)
            .store(Memory::new())
            .build()
            .unwrap();
        let app = Router::new()
            .route("/", get(home))
            .route("/account", get(account))
            .route("/token", get(token))
            .route("/end-grant", get(end_grant))
            .merge(auth.routes())
            .with_state(auth)
            .layer(Extension(Client {
                revocation: format!("{issuer}{}", running.revocation()),
                secret,
            }));
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            origin,
            issuer,
            server,
            _provider: running,
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What another server of the client knows.
#[derive(Debug, Clone)]
struct Client {
    revocation: String,
    secret: String,
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    (listener, origin)
}

async fn home(session: Option<Session>) -> Html<String> {
    let text = match session {
        Some(session) => format!("{} is signed in.", session.user.display_name()),
        None => "Nobody is signed in.".to_owned(),
    };
    page("home", &text)
}

/// Who it is, and how many sessions they have.
#[protected]
async fn account(State(auth): State<Auth>, session: Session) -> Html<String> {
    let sessions = auth.my_sessions(&session).list().await.unwrap().len();
    let text = format!(
        "“{}” <{}>, sessions: {sessions}, authenticated at: {:?}.",
        session.user.display_name(),
        session.user.email.as_deref().unwrap_or_default(),
        session.authenticated_at(),
    );
    page("account", &text)
}

/// Revokes the access token as another server of the same client would, behind the back of the library.
#[protected]
async fn end_grant(
    State(auth): State<Auth>,
    session: Session,
    Extension(client): Extension<Client>,
) -> String {
    let token = session.access_token(&auth).await.unwrap();
    let form = [("token", token.expose())];
    let status = direct::post(&client.revocation, ("kept", &client.secret), &form).await;
    status.to_string()
}

/// The access token that a handler gets, or the name of the error.
#[protected]
async fn token(State(auth): State<Auth>, session: Session) -> String {
    match session.access_token(&auth).await {
        Ok(token) => token.expose().to_owned(),
        Err(error) => error.code().name.to_owned(),
    }
}

fn page(title: &str, text: &str) -> Html<String> {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    Html(format!(
        "<!doctype html><title>{title}</title><link rel=icon href=data:,><p>{text}</p>
        <form method=post action=/auth/signout><button>Leave</button></form>
        <form method=post action=/auth/signout><input type=hidden name=revoke value=true><button>Leave and revoke</button></form>"
    ))
}
