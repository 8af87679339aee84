//! Seen: one error at the empty label.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password, fields: { username: "", password: "Password" } }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

fn main() {}
