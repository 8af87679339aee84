//! Seen: one error at the second.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { languages: [en, de, en] },
    }
}

fn main() {}
