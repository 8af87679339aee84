//! Every condition of `#[protected]`, on functions and associated functions, before the declaration in the text.
#![deny(warnings)]

use crate::auth::{Auth, Role, Session, protected};

#[protected(role = admin)]
async fn by_role() {}

/// Docs stay.
#[protected(any(role = admin, role = site_editor), fresh = 10 minutes, callback_url = "/dashboard?from=here")]
pub async fn any_of_two(session: Session) -> String {
    let roles: Vec<Role> = session.roles.iter().collect();
    format!("{roles:?}")
}

#[protected(all(provider = google, not(when = is_owner), when = people::is_grown_up))]
async fn nested(session: Session) -> String {
    session.user.id.clone()
}

#[protected(role = Role::Admin)]
#[axum::debug_handler(state = Auth)]
async fn as_a_path(session: Session) -> String {
    session.user.id.clone()
}

#[protected(when = crate::people::is_grown_up)]
#[cfg(not(any()))]
async fn for_a_platform() {}

#[protected(when = crate::people::is_grown_up)]
#[cfg(any())]
async fn for_no_platform(unknown: Unknown) {}

struct Pages;

impl Pages {
    #[protected(role = site_editor, provider = github, callback_url = "/dashboard")]
    async fn associated(session: Session) -> String {
        session.user.id.clone()
    }
}

fn is_owner(session: &Session) -> bool {
    session.user.id == "1"
}

mod people {
    use crate::auth::Session;

    pub(crate) fn is_grown_up(session: &Session) -> bool {
        session.user.email_verified
    }
}

mod handlers {
    use crate::auth::protected;

    #[protected(role = admin, when = super::is_owner)]
    pub(crate) async fn elsewhere() {}
}

mod auth {
    auth::auth! {
        providers: [github, google],
        roles: [admin, site_editor],
        callbacks: { allow: ["/", "/dashboard"] },
    }
}

fn main() {
    let _: axum::Router<Auth> = axum::Router::new()
        .route("/1", axum::routing::get(by_role).post(any_of_two))
        .route("/2", axum::routing::get(nested).post(as_a_path))
        .route(
            "/3",
            axum::routing::get(for_a_platform).post(Pages::associated),
        )
        .route("/4", axum::routing::get(handlers::elsewhere));
}
