//! Seen: one error at the parentheses.
mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

use crate::auth::{Session, protected};

fn is_owner(session: &Session) -> bool {
    session.user.id.is_empty()
}

#[protected(when = is_owner())]
async fn dashboard() {}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
