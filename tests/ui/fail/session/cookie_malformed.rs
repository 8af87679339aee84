//! Seen: one error at the name.
mod auth {
    auth::auth! {
        providers: [github],
        session: { cookie: "my session" },
    }
}

fn main() {}
