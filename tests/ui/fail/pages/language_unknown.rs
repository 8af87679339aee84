//! Seen: one error at the word, with both ways out.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { languages: [en, fr] },
    }
}

fn main() {}
