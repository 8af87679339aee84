//! Seen: one error at the text, with the name to write.
mod auth {
    auth::auth! {
        providers: [github],
        roles: ["admin"],
    }
}

fn main() {}
