//! Seen: one error at the name: what people read is the label.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password, fields: { Username: "User name", password: "Password" } }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

fn main() {}
