//! Seen: one error at `provider`, with the line to add.
mod auth {
    auth::auth! {
        providers: [github, google],
    }
}

async fn leave(auth: crate::auth::Auth, session: crate::auth::Session) -> ::auth::Redirection {
    auth.sign_out(session).provider().await
}

fn main() {}
