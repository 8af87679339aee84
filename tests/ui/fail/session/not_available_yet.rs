//! Seen: one error at `strategy`.
mod auth {
    auth::auth! {
        providers: [github],
        session: { strategy: database },
    }
}

fn main() {}
