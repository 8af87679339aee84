//! Seen: one error at the path.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "login" },
    }
}

fn main() {}
