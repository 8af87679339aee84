//! Signs a person in on a fresh machine: no account anywhere, no setting.
//!
//! `dev` is a real OpenID provider inside the application. With `AUTH_GITHUB_ID` and `AUTH_GITHUB_SECRET` set, GitHub is
//! offered too.

mod auth;
mod page;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::auth::{Auth, Session, protected, provider};

/// Everybody may see it; it says who you are.
async fn home(session: Option<Session>) -> impl IntoResponse {
    page::home(session.as_ref())
}

/// Only those who are signed in get here; everybody else is asked to sign in, and comes back.
#[protected]
async fn dashboard(session: Session) -> impl IntoResponse {
    page::dashboard(&session)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::var("PORT").map_or(Ok(3000), |port| port.parse())?;
    let auth = Auth::builder().optional(provider::github).build()?;
    let app = Router::new()
        .route("/", get(home))
        .route("/dashboard", get(dashboard))
        .merge(auth.routes())
        .layer(auth.layer())
        .with_state(auth.clone());

    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| {
            format!("port {port} cannot be used ({error}); choose another one with PORT=…")
        })?;
    auth.announce();
    eprintln!("\n  Open http://localhost:{port} in a browser. Ctrl-C ends it.\n");
    axum::serve(listener, app).await?;
    Ok(())
}
