//! Seen: one error at the second declaration, with the place of the first.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

mod other {
    auth::auth! {
        providers: [google],
    }
}

fn main() {}
