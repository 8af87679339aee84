//! Seen: one error at the handlers of the page (M-28).
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "/login", sign_out: "/bye" },
    }
}

use crate::auth::{Auth, page, protected};
use ::auth::routing::get;

#[protected]
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
