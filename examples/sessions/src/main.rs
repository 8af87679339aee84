//! Sessions, users and accounts in a database: people see where they are signed in and end it, link a further account, and
//! an administrator gives roles and keeps people out, which holds from the next request on.
//!
//! Without `DATABASE_URL` everything is in the file `auth.db`. Sign in from two browsers to see two sessions.

mod account;
mod auth;
mod page;
mod users;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use std::net::SocketAddr;
use tokio::net::TcpListener;

use crate::auth::{Auth, Session};

/// Everybody may see it; it says who you are.
async fn home(session: Option<Session>) -> impl IntoResponse {
    page::home(session.as_ref())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::var("PORT").map_or(Ok(3000), |port| port.parse())?;
    let auth = Auth::builder()
        .optional(crate::auth::provider::github)
        .build()?;
    let app = Router::new()
        .route("/", get(home))
        .route("/account", get(account::show))
        .route("/account/end", post(account::end))
        .route("/account/end-others", post(account::end_others))
        .route("/account/link", post(account::link))
        .route("/account/unlink", post(account::unlink))
        .route("/users", get(users::find))
        .route("/users/change", post(users::change))
        .merge(auth.routes())
        .with_state(auth.clone());

    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| {
            format!("port {port} cannot be used ({error}); choose another one with PORT=…")
        })?;
    auth.announce();
    eprintln!("\n  Open http://localhost:{port} in a browser. Ctrl-C ends it.\n");
    // The other end of each connection is what a session remembers as its address.
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).await?;
    Ok(())
}
