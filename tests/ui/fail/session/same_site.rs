//! Seen: one error at `same_site`, with what session cookies are. M-16, M-17
mod auth {
    auth::auth! {
        providers: [github],
        session: { max_age: 7 days, same_site: "none" },
    }
}

fn main() {}
