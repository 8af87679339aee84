//! Seen: one error at the path of the function, with the signature that is wanted: a password that is right says who it is.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password }],
    }

    async fn check_password(credentials: &Credentials) -> bool {
        credentials.value("password") == "secret"
    }
}

fn main() {}
