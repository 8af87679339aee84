//! Seen: one error at the key, with what there is.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { theme: { colour: "#0f766e" } },
    }
}

fn main() {}
