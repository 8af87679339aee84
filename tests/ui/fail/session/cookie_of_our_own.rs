//! Seen: one error at the name.
mod auth {
    auth::auth! {
        providers: [github],
        session: { cookie: "__Host-auth.csrf-token" },
    }
}

fn main() {}
