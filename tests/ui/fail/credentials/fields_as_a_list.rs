//! Seen: one error at the brackets, with the form of `fields`.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password, fields: ["username", "password"] }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

fn main() {}
