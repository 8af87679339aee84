//! Seen: one error at `keycloack`.
mod auth {
    auth::auth! {
        providers: [github, keycloack],
    }
}

async fn leave(auth: crate::auth::Auth, session: crate::auth::Session) -> ::auth::Redirection {
    auth.sign_out(session).provider().revoke().await
}

fn main() {}
