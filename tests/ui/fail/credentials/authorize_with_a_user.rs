//! Seen: one error at the path of the function: who it is is a `Profile`, of which the `User` is made.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password }],
    }

    async fn check_password(credentials: &Credentials) -> Option<User> {
        let _ = credentials;
        None
    }
}

fn main() {}
