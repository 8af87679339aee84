//! Seen: one error at the three words: ids are Rust identifiers.
mod auth {
    auth::auth! {
        providers: [microsoft-entra-id],
    }
}

fn main() {}
