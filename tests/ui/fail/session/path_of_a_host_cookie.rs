//! Seen: one error at `path`. M-20
mod auth {
    auth::auth! {
        providers: [github],
        session: { cookie: "__Host-acme", path: "/app" },
    }
}

fn main() {}
