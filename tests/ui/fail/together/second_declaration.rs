//! Seen: one error at the second declaration, with the place of the first.
mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

mod backstage {
    auth::auth! {
        providers: [google],
    }
}

use crate::auth::{callback_url, protected};

#[protected(role = admin)]
async fn dashboard() {
    let _ = (callback_url!("/dashboard"), backstage::provider::google);
}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
