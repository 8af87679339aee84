//! Seen: one error at the path, with the wanted signature.
mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

use crate::auth::{Session, protected};

fn is_owner(session: &Session, id: u64) -> bool {
    session.user.id == id.to_string()
}

#[protected(when = is_owner)]
async fn dashboard() {}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
