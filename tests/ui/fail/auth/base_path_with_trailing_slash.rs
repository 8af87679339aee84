//! Seen: one error at the path.
mod auth {
    auth::auth! {
        providers: [github],
        base_path: "/auth/",
    }
}

fn main() {}
