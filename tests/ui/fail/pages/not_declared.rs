//! Seen: one error at the name of the page.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "/login", sign_out: "/bye" },
    }
}

use crate::auth::{Auth, page, public};
use ::auth::routing::get;

#[public]
async fn failed() -> &'static str {
    "That did not work"
}

fn application(auth: Auth) -> axum::Router {
    axum::Router::new()
        .merge(auth.routes().page(page::error, get(failed)))
        .with_state(auth)
}

fn main() {
    let _ = application;
}
