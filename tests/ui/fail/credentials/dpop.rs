//! Seen: one error at `dpop`.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check, dpop: on }],
    }

    async fn check(_: &Credentials) -> Option<Profile> {
        None
    }
}

fn main() {}
