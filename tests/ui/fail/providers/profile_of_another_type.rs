//! Seen: one error at the path of the function.
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
