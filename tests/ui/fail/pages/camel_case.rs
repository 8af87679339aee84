//! Seen: one error at the page, with its name here. M-6
mod auth {
    auth::auth! {
        providers: [github],
        pages: { signIn: "/login" },
    }
}

fn main() {}
