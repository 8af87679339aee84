//! Seen: one error at the name: browsers read the prefix, and so do we.
mod auth {
    auth::auth! {
        providers: [github],
        session: { cookie: "__host-session" },
    }
}

fn main() {}
