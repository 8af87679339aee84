//! Seen: one error at the number of `idle`.
mod auth {
    auth::auth! {
        providers: [github],
        session: { max_age: 1 days, idle: 2 days },
    }
}

fn main() {}
