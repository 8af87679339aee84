//! Seen: one error at `maxage`, with the key that was meant.
mod auth {
    auth::auth! {
        providers: [github],
        session: { maxage: 30 days },
    }
}

fn main() {}
