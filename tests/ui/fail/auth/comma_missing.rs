//! Seen: one error at `pages`: a comma is missing before it.
mod auth {
    auth::auth! {
        providers: [github]
        pages: { sign_in: "/login" },
    }
}

fn main() {}
