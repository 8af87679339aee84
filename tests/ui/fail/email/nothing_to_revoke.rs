//! Seen: one error at `revoke`: nobody has granted anything.
mod auth {
    auth::auth! {
        providers: [email],
    }
}

use crate::auth::{Auth, Session};

async fn leave(auth: Auth, session: Session) -> ::auth::Redirection {
    auth.sign_out(session).revoke().await
}

fn main() {
    let _ = leave;
}
