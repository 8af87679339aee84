//! Seen: one error at `signin`, with the page that was meant.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { signin: "/login" },
    }
}

fn main() {}
