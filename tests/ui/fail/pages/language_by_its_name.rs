//! Seen: one error at the word, with the one that was meant.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { languages: [german] },
    }
}

fn main() {}
