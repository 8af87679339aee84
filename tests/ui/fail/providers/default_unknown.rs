//! Seen: one error at `gogle`, with the declared provider that was meant.
mod auth {
    auth::auth! {
        providers: [github, google],
        default_provider: gogle,
    }
}

fn main() {}
