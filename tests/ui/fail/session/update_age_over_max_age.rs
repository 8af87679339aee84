//! Seen: one error at the number of `update_age`.
mod auth {
    auth::auth! {
        providers: [github],
        session: { update_age: 60 days },
    }
}

fn main() {}
