//! Seen: one error at the role, with the line to add.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;

#[protected(role = admin)]
async fn dashboard() {}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
