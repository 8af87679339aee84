//! Seen: one error at `githib`, with the preset that was meant.
mod auth {
    auth::auth! {
        providers: [githib, google],
    }
}

fn main() {}
