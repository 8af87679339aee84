//! Seen: one error at the path of the function, with the signature that is wanted: the fields are in `Credentials`.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password }],
    }

    async fn check_password(username: &str, password: &str) -> Option<Profile> {
        let _ = (username, password);
        None
    }
}

fn main() {}
