//! Seen: one error at the second `github`, with another id to give it.
mod auth {
    auth::auth! {
        providers: [github, google, github],
    }
}

fn main() {}
