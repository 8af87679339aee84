//! Seen: one error at the second declaration; everything that is declared twice can be named.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [admin],
    }

    auth::auth! {
        providers: [google],
    }
}

use crate::auth::{Session, callback_url, protected, provider};

#[protected(role = admin)]
async fn dashboard(session: Session) -> String {
    let _ = (callback_url!("/dashboard"), provider::github);
    session.user.id.clone()
}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
