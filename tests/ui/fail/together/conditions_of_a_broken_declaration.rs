//! Seen: three errors, at the three things that are wrong with the declaration: names that may have been meant by it are not held against anybody.
mod auth {
    auth::auth! {
        providers: [github, acme: ],
        roles: [admin, 7],
        callbacks: { alow: ["/"] },
    }
}

use crate::auth::{callback_url, protected};

#[protected(any(role = editor, provider = acme), callback_url = "/dashboard")]
async fn dashboard() {
    let _ = callback_url!("/anywhere");
}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
