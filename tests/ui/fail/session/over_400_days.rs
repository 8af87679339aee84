//! Seen: one error at the number.
mod auth {
    auth::auth! {
        providers: [github],
        session: { max_age: 500 days },
    }
}

fn main() {}
