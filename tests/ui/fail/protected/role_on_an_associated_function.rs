//! Seen: one error at the role, in an `impl` too.
mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

use crate::auth::{Session, protected};

struct Pages;

impl Pages {
    #[protected(role = admni)]
    async fn dashboard(session: Session) -> String {
        session.user.id.clone()
    }
}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(Pages::dashboard));
}
