//! Seen: one error at the number.
mod auth {
    auth::auth! {
        providers: [github],
        session: { idle: 0 minutes },
    }
}

fn main() {}
