//! Seen: one error at `callback`, with the section that was meant.
mod auth {
    auth::auth! {
        providers: [github],
        callback: { allow: ["/"] },
    }
}

fn main() {}
