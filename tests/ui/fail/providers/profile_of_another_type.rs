//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github { profile: profile }],
    }

    fn profile(name: &str) -> Option<auth::account::Profile> {
        let _ = name;
        None
    }
}

fn main() {}
