//! Seen: one error at the handler.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use ::auth::routing::Router;

async fn not_found() -> &'static str {
    "nothing here"
}

fn main() {
    let _: Router<auth::Auth> = Router::new().fallback(not_found);
}
