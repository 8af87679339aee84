//! Seen: one error at the entry: parameters are written `{name}`.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["/u/:id"] },
    }
}

fn main() {}
