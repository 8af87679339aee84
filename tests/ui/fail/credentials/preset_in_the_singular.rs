//! Seen: one error at `credential`, with the name that is meant.
mod auth {
    auth::auth! {
        providers: [credential { authorize: check_password }],
    }
}

fn main() {}
