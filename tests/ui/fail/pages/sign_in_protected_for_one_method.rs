//! Seen: one error at the handlers of the page: one of them is not open (M-28).
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "/login", sign_out: "/bye" },
    }
}

use crate::auth::{Auth, page, protected, public};
use ::auth::routing::get;

#[public]
async fn login() -> &'static str {
    "Please sign in"
}

#[protected]
async fn submit() -> &'static str {
    "Thank you"
}

fn application(auth: Auth) -> axum::Router {
    axum::Router::new()
        .merge(auth.routes().page(page::sign_in, get(login).post(submit)))
        .with_state(auth)
}

fn main() {
    let _ = application;
}
