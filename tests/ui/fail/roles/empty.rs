//! Seen: one error at the brackets.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [],
    }
}

fn main() {}
