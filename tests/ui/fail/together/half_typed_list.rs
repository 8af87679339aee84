//! Seen: exactly one error, at the half-typed list: what it would have allowed is not held against anybody.
mod auth {
    auth::auth! {
        providers: [acme: oidc { issuer: "https://acme.example" }, google],
        callbacks: { allow: },
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
