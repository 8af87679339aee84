//! Seen: one error at the closure; the note says what to put around it.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use ::auth::routing::{Router, get};

fn main() {
    let _: Router<auth::Auth> = Router::new().route("/health", get(async || "well"));
}
