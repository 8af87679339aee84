//! Seen: one error at the roles, with how one of them is asked for.
mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

use crate::auth::protected;

#[protected(role = admin | site_editor)]
async fn dashboard() {}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
