//! Seen: exactly one error, at the half-typed provider.
mod auth {
    auth::auth! {
        providers: [acme: , google],
        callbacks: { allow: ["/dashboard"] },
    }
}

use crate::auth::{Provider, Session, callback_url, protected, provider};

#[protected]
async fn dashboard(session: Session) -> String {
    let _ = callback_url!("/dashboard");
    let _ = (provider::acme, Provider::Google);
    session.user.id.clone()
}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new().route("/", axum::routing::get(dashboard));
}
