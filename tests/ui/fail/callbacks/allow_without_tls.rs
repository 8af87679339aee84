//! Seen: one error at the entry.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["http://acme.example/"] },
    }
}

fn main() {}
