//! Seen: one error at the sign.
mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

use crate::auth::protected;

#[protected(role == admin)]
async fn dashboard() {}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
