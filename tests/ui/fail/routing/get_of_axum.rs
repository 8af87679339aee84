//! Seen: one error at the route: `get` is the wrong one.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use axum::routing::get;

use crate::auth::protected;
use ::auth::routing::Router;

#[protected]
async fn dashboard() {}

fn main() {
    let _: Router<auth::Auth> = Router::new().route("/dashboard", get(dashboard));
}
