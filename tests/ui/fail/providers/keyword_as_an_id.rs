//! Seen: one error at the id `type`, a word of Rust.
mod auth {
    auth::auth! {
        providers: [type: github],
    }
}

fn main() {}
