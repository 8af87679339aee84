//! Seen: one error at `domain`. M-20, M-22
mod auth {
    auth::auth! {
        providers: [github],
        session: { cookie: "__Host-acme", domain: ".acme.example" },
    }
}

fn main() {}
