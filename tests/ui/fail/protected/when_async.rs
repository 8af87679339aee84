//! Seen: one error at the path, with the wanted signature.
mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

use crate::auth::{Session, protected};

async fn is_owner(session: &Session) -> bool {
    session.user.id.is_empty()
}

#[protected(when = is_owner)]
async fn dashboard() {}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
