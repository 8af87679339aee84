//! Seen: one error at the word of others, with ours.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { theme: { brand_color: "#0f766e" } },
    }
}

fn main() {}
