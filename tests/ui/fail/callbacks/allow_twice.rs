//! Seen: one error at the second entry.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["/", "/"] },
    }
}

fn main() {}
