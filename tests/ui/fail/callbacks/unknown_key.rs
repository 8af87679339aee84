//! Seen: one error at `allowed`, with the key that was meant.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allowed: ["/"] },
    }
}

fn main() {}
