//! The application under test, on a free port of this machine.

use auth::testing::{Client, Provider};
use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::auth::{Auth, Session, protected, provider};
use crate::op::OpenIdProvider;

/// An application that serves until it is dropped.
#[derive(Debug)]
pub(crate) struct App {
    /// Where it is: `http://127.0.0.1:…`.
    pub(crate) origin: String,
    provider: Option<OpenIdProvider>,
    servers: [JoinHandle<()>; 2],
}

impl App {
    /// Starts it, and the provider that it needs.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let op = OpenIdProvider::start(&origin).await;
        let issuer = op.issuer.clone();
        let (poster_issuer, poster) = poster(&origin).await;
        let auth = Auth::builder()
            .variables(move |name| match name {
                "ACME_ISSUER" => Some(issuer.clone()),
                "POSTER_ISSUER" => Some(poster_issuer.clone()),
                _ => None,
            })
            .secret(SECRET)
            .base_url(&origin)
            .client(provider::acme, "basic", &op.client_secret)
            .client(provider::acme_post, "post", &op.client_secret)
            .client(provider::acme_public, "none", "")
            .client(provider::poster, "app", POSTER_SECRET)
            .build()
            .unwrap();
        let app = Router::new()
            .route("/", get(home))
            .route("/account/{page}", get(account))
            .merge(auth.routes())
            .with_state(auth);
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            origin,
            provider: Some(op),
            servers: [server, poster],
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

/// The library's own provider at `localhost`, which is another site than the application's `127.0.0.1`: its issuer.
async fn poster(origin: &str) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let client = Client::new("app")
        .secret(POSTER_SECRET)
        .redirect_uri(format!("{origin}/auth/callback/poster"));
    let provider = Provider::builder().issuer(&issuer).client(client);
    let router = provider.build().unwrap().router();
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (issuer, server)
}

const POSTER_SECRET: &str = "the secret of the app at the poster";

async fn home(session: Option<Session>) -> Html<String> {
    match session {
        Some(session) => page(&session, "home"),
        None => Html("<!doctype html><title>home</title><p>Nobody is signed in.</p>".to_owned()),
    }
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
        <form method=post action=/auth/signout><button>Leave</button></form>"
    ))
}

/// What sessions are sealed with.
pub(crate) const SECRET: &str = "b1f3c6a8e0d24975a7c9e1f3b5d70824-only-for-these-tests";
