//! The smallest application.

mod auth {
    auth::auth! {
        providers: [github, google],
        pages: { sign_in: "/login" },
        callbacks: { allow: ["/", "/dashboard", "/account/{*rest}"] },
    }
}

use axum::Router;
use axum::routing::get;

use crate::auth::{Auth, Session, protected};

#[protected]
async fn dashboard(session: Session) -> String {
    format!("Hello, {}", session.user.display_name())
}

fn main() {
    let _: Router<Auth> = Router::new().route("/dashboard", get(dashboard));
}
