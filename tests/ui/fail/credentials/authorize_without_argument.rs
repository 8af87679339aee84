//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password }],
    }

    async fn check_password() -> Option<Profile> {
        None
    }
}

fn main() {}
