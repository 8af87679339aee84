//! Seen: rustc's own error at `githib`, with its suggestion.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

fn main() {
    let _ = auth::provider::githib;
}
