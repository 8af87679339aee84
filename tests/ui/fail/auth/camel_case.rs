//! Seen: one error at the section, with its name here. M-6, M-32
mod auth {
    auth::auth! {
        providers: [github],
        basePath: "/api/auth",
    }
}

fn main() {}
