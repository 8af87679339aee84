//! Seen: one error of rustc at the state, which does not hold `Auth`: `impl FromRef<App> for Auth` is missing. M-34
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use axum::{Router, routing::get};
use crate::auth::{Auth, Session, protected};

#[derive(Clone)]
struct App {
    auth: Auth,
}

#[protected]
async fn dashboard(session: Session) -> String {
    session.user.id.clone()
}

fn app(app: App) -> Router {
    Router::new().route("/dashboard", get(dashboard)).merge(app.auth.routes()).with_state(app)
}

fn main() {
    let _ = app;
}
