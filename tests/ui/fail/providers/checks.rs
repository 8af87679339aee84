//! Seen: one error at `checks`: they are always on.
mod auth {
    auth::auth! {
        providers: [github { checks: ["state"] }],
    }
}

fn main() {}
