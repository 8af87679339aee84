//! Everything at once: several providers, roles, an own sign-in page, sessions and accounts that people see and end, every
//! layer of signing out, and something that wants a new proof of who you are.
//!
//! It needs no account anywhere: `dev` is inside. GitHub, Google and Keycloak are there when their variables are set. Without
//! `DATABASE_URL` everything is in the file `auth.db`. Sign in from two browsers to see two sessions.

mod account;
mod auth;
mod closing;
mod entrance;
mod page;
mod users;

use std::net::SocketAddr;

use ::auth::routing::{Router, get, post};
use axum::response::IntoResponse;
use tokio::net::TcpListener;

use crate::auth::{Auth, Session, page as own, provider, public};

/// Everybody may see it; it says who you are.
#[public]
async fn home(session: Option<Session>) -> impl IntoResponse {
    page::home(session.as_ref())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::var("PORT").map_or(Ok(3000), |port| port.parse())?;
    let auth = Auth::builder()
        .optional(provider::github)
        .optional(provider::google)
        .optional(provider::staff)
        .build()?;
    // This router takes only handlers that say who may reach them: one that was forgotten does not compile.
    let app = Router::new()
        .route("/", get(home))
        .route("/welcome", get(entrance::welcome))
        .route("/account", get(account::show))
        .route("/account/end", post(account::end))
        .route("/account/end-others", post(account::end_others))
        .route("/account/link", post(account::link))
        .route("/account/unlink", post(account::unlink))
        .route("/account/close", get(closing::ask).post(closing::close))
        .route("/users", get(users::find))
        .route("/users/change", post(users::change))
        .merge(auth.routes().page(own::sign_in, get(entrance::sign_in)))
        .layer(auth.layer())
        .with_state(auth.clone());

    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| {
            format!("port {port} cannot be used ({error}); choose another one with PORT=…")
        })?;
    auth.announce();
    eprintln!("\n  Open http://localhost:{port} in a browser. Ctrl-C ends it.\n");
    // The other end of each connection is what a session remembers as its address.
    let app = axum::Router::from(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).await?;
    Ok(())
}
