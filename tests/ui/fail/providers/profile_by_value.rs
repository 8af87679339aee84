//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    use auth::account::{Claims, Profile};

    auth::auth! {
        providers: [github { profile: profile }],
    }

    fn profile(claims: Claims) -> Option<Profile> {
        let _ = claims;
        None
    }
}

fn main() {}
