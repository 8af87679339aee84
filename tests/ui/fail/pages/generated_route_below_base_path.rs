//! Seen: one error at the path: routes move with `base_path`.
mod auth {
    auth::auth! {
        base_path: "/api/auth",
        providers: [github],
        pages: { error: "/api/auth/callback/github" },
    }
}

fn main() {}
