//! Seen: one error at the handlers of the page; the note says where to take `get` from (M-28).
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "/login", sign_out: "/bye" },
    }
}

use axum::routing::get;

use crate::auth::{Auth, page, public};

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
