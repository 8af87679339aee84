//! Seen: one error at `provider`: there is no session elsewhere to end.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

async fn leave(auth: crate::auth::Auth, session: crate::auth::Session) {
    let _ = auth.sign_out(session).provider().await;
}

fn main() {}
