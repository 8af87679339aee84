//! Seen: one error at `everywhere`, with the line to add.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::{Auth, Session};

async fn leave(auth: Auth, session: Session) -> ::auth::Redirection {
    auth.sign_out(session).everywhere().await
}

fn main() {
    let _ = leave;
}
