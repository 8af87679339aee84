//! Seen: one error at the entry: `https://` is missing.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["/", "acme.example/welcome"] },
    }
}

fn main() {}
