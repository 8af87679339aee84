//! Seen: one error at the text.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { theme: "dark" },
    }
}

fn main() {}
