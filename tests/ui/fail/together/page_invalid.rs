//! Seen: one error at the path; the handlers of the page say nothing.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "login" },
    }
}

use crate::auth::{Auth, page, public};
use ::auth::routing::get;

#[public]
async fn login() -> &'static str {
    "Please sign in"
}

fn application(auth: Auth) -> axum::Router {
    axum::Router::new()
        .merge(auth.routes().page(page::sign_in, get(login)))
        .with_state(auth)
}

fn main() {
    let _ = application;
}
