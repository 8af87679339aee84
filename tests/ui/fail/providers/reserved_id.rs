//! Seen: one error at the id `session`, which means something else in URLs.
mod auth {
    auth::auth! {
        providers: [session: github],
    }
}

fn main() {}
