//! Seen: one error at the second path.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "/login", sign_out: "/login" },
    }
}

fn main() {}
