//! Seen: rustc's own error, at the path.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { languages: [en, FRENCH] },
    }

    const FRENCH: &str = "fr";
}

fn main() {}
