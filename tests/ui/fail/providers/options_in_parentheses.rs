//! Seen: one error at the parenthesis.
mod auth {
    auth::auth! {
        providers: [github(name: "GitHub")],
    }
}

fn main() {}
