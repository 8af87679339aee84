//! Seen: one error at `revokable`; neither the builder nor `.everywhere()` adds another.
mod auth {
    auth::auth! {
        providers: [github],
        session: { revokable: on },
    }
}

use crate::auth::{Auth, Session};

async fn leave(auth: Auth, session: Session) -> ::auth::Redirection {
    auth.sign_out(session).everywhere().await
}

fn main() {
    let _ = Auth::builder().store(::auth::store::Memory::new()).build();
    let _ = leave;
}
