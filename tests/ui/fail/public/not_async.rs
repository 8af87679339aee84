//! Seen: one error at `fn`; the route that uses it says nothing.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::public;
use ::auth::routing::{Router, get};

#[public]
fn home() -> &'static str {
    "hello"
}

fn main() {
    let _: Router<auth::Auth> = Router::new().route("/", get(home));
}
