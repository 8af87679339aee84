//! Seen: one error at the address, which says who would learn what.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { theme: { logo: "https://cdn.example/logo.svg" } },
    }
}

fn main() {}
