//! Seen: one error at the brackets; the providers that other code names are not held against anybody. M-1
mod auth {
    auth::auth! {
        providers: [],
    }
}

use crate::auth::{Auth, Provider, Session, protected, provider};

#[protected(provider = acme)]
async fn dashboard(auth: Auth, session: Session) -> bool {
    let _ = auth.sign_in(provider::github).await;
    session.provider == Some(Provider::Github)
}

async fn leave(auth: Auth, session: Session) {
    let _ = auth.sign_out(session).provider().revoke().await;
}

fn main() {
    let _ = (dashboard, leave);
}
