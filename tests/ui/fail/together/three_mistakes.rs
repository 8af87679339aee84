//! Seen: exactly three errors, at `githib`, at `"login"` and at `30`.
mod auth {
    auth::auth! {
        providers: [githib, google],
        pages: { sign_in: "login" },
        session: { max_age: 30 },
    }
}

use crate::auth::{Session, callback_url, protected, provider};

#[protected]
async fn dashboard(session: Session) -> String {
    let _ = (provider::github, provider::google, callback_url!("/dashboard"));
    session.user.id.clone()
}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
