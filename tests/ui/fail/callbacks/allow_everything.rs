//! Seen: one error at `*`.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["*"] },
    }
}

fn main() {}
