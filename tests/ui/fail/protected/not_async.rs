//! Seen: one error at `fn`; the route that uses it says nothing.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;

#[protected]
fn dashboard() -> &'static str {
    "hello"
}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
