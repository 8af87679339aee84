//! A binary that uses the declaration of its library.
#![deny(warnings)]

use renamed::auth;

use crate::auth::{Auth, Session, callback_url, protected, provider, public};

#[protected(role = admin, when = has_visited, callback_url = "/dashboard")]
async fn dashboard(session: Session) -> String {
    session.user.id.clone()
}

#[public]
async fn enter(auth: Auth) -> Result<signin::Redirection, signin::SignInRefused> {
    auth.sign_in(provider::github).callback_url(callback_url!("/")).await
}

fn has_visited(session: &Session) -> bool {
    session.data.visits > 0
}

fn main() {
    let _: axum::Router<Auth> =
        axum::Router::new().route("/", axum::routing::get(dashboard).post(enter));
}
