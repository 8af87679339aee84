//! Seen: one error of rustc at the variant, with the roles there are. M-37
mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

use crate::auth::{Role, Session, protected};

#[protected]
async fn dashboard(session: Session) -> String {
    session.roles.contains(Role::Admn).to_string()
}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
