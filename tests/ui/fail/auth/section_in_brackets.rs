//! Seen: one error at the bracket.
mod auth {
    auth::auth! {
        providers: [github],
        pages: [sign_in: "/login"],
    }
}

fn main() {}
