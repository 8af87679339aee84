//! Seen: one error at the id, with a spelling that can stand in a URL.
mod auth {
    auth::auth! {
        providers: [MyCorp: github],
    }
}

fn main() {}
