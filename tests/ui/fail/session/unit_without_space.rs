//! Seen: one error at the number: a space is missing.
mod auth {
    auth::auth! {
        providers: [github],
        session: { max_age: 30days },
    }
}

fn main() {}
