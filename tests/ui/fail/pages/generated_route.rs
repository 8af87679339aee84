//! Seen: one error at the path, which the library has itself.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "/auth/signin" },
    }
}

fn main() {}
