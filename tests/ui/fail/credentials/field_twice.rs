//! Seen: one error at the second `username`.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password, fields: { username: "E-mail", username: "Name", password: "Password" } }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

fn main() {}
