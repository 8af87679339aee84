//! Seen: one error at the text, with how it is checked. M-23, M-26
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::{Auth, Session, provider};

async fn enter(auth: Auth) {
    let _ = auth.sign_in(provider::github).callback_url("/dashboard").await;
}

async fn leave(auth: Auth, session: Session) {
    let _ = auth.sign_out(session).await;
}

fn main() {
    let _ = (enter, leave);
}
