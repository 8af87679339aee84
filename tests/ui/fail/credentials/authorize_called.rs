//! Seen: one error at the parentheses.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password() }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

fn main() {}
