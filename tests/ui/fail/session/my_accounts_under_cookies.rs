//! Seen: one error at `my_accounts`, with the line to add.
mod auth {
    auth::auth! {
        providers: [github, google],
        session: { revocable: on },
    }
}

use axum::response::IntoResponse;

use crate::auth::{Auth, Session, provider};

async fn link(auth: Auth, session: Session) -> impl IntoResponse {
    auth.my_accounts(&session).link(provider::google).await
}

fn main() {
    let _ = link;
}
