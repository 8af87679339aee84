//! Seen: one error at the colour.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { theme: { accent: "teal" } },
    }
}

fn main() {}
