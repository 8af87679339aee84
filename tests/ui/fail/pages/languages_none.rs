//! Seen: one error at the empty list.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { languages: [] },
    }
}

fn main() {}
