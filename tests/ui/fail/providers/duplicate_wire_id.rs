//! Seen: one error at `a1`, whose variant would be the other's.
mod auth {
    auth::auth! {
        providers: [a_1: github, a1: google],
    }
}

fn main() {}
