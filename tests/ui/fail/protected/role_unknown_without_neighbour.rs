//! Seen: one error at `owner`, with the roles that are declared. M-37
mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

use crate::auth::protected;

#[protected(role = owner)]
async fn dashboard() {}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
