//! Seen: one error at `revoke`, with the line to add.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

async fn leave(auth: crate::auth::Auth, session: crate::auth::Session) -> ::auth::Outcome {
    auth.sign_out(session).revoke().outcome().await
}

fn main() {}
