//! The whole application of the README: GitHub, Google, and one page for those who are signed in.

mod auth;

use axum::{Router, response::Html, routing::get};

use crate::auth::{Auth, Session, protected};

#[protected]
async fn dashboard(session: Session) -> String {
    format!("Hello, {}", session.user.display_name())
}

async fn login() -> Html<&'static str> {
    Html(
        "<!doctype html><title>Sign in</title>\
         <form method=post action=/auth/signin/github><button>GitHub</button></form>\
         <form method=post action=/auth/signin/google><button>Google</button></form>",
    )
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let auth = Auth::from_env()?;
    let app = Router::new()
        .route("/login", get(login))
        .route("/dashboard", get(dashboard))
        .merge(auth.routes())
        .with_state(auth);
    axum::serve(tokio::net::TcpListener::bind("127.0.0.1:3000").await?, app).await?;
    Ok(())
}
