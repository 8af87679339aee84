//! Seen: one error at `sign_in`, with the way to write it.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in },
    }
}

fn main() {}
