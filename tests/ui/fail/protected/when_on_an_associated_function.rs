//! Seen: `when` needs a type beside the handler, for which there is no room in an `impl`: rustc says so of it.
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

struct Pages;

impl Pages {
    #[protected(when = is_owner)]
    async fn dashboard(session: Session) -> String {
        session.user.id.clone()
    }
}

fn main() {}
