//! Seen: one error at the router of axum.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use ::auth::routing::Router;

fn others() -> axum::Router<auth::Auth> {
    axum::Router::new()
}

fn main() {
    let _: Router<auth::Auth> = Router::new().nest("/others", others());
}
