//! Seen: one error at the entry.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["https://app.*.example/"] },
    }
}

fn main() {}
