mod auth;

use crate::auth::{Auth, Session, protected};
use axum::{Router, routing::get};

#[protected]
async fn dashboard(session: Session) -> String {
    format!("Hello, {}", session.user.display_name())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let auth = Auth::from_env()?;
    let app = Router::new()
        .route("/dashboard", get(dashboard))
        .merge(auth.routes())
        .layer(auth.layer())
        .with_state(auth);
    axum::serve(tokio::net::TcpListener::bind("127.0.0.1:3000").await?, app).await?;
    Ok(())
}
