//! Seen: one error at the entry: a path belongs to it.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["https://acme.example"] },
    }
}

fn main() {}
