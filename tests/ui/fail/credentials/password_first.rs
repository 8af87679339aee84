//! Seen: one error at `password`: the first field says whose account it is.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password, fields: { password: "Password", username: "E-mail" } }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

fn main() {}
