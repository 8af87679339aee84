//! Seen: one error at `fields`.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password, fields: {} }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

fn main() {}
