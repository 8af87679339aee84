//! Seen: one error at `github`: this is a list.
mod auth {
    auth::auth! {
        providers: github,
    }
}

fn main() {}
