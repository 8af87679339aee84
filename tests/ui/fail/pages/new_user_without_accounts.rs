//! Seen: one error at `new_user`, with the word to write in place of `cookie`; the page is there all the same.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { new_user: "/welcome" },
        session: { strategy: cookie },
    }
}

use crate::auth::{Auth, page, protected};
use ::auth::routing::get;

#[protected]
async fn welcome() -> &'static str {
    "Welcome"
}

fn application(auth: Auth) -> axum::Router {
    axum::Router::new()
        .merge(auth.routes().page(page::new_user, get(welcome)))
        .with_state(auth)
}

fn main() {
    let _ = application;
}
