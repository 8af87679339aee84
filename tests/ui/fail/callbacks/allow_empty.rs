//! Seen: one error at the empty list.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: [] },
    }
}

fn main() {}
