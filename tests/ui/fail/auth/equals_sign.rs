//! Seen: one error at the `=`.
mod auth {
    auth::auth! {
        providers = [github],
    }
}

fn main() {}
