//! Seen: one error at `personas`.
mod auth {
    auth::auth! {
        providers: [dev { personas: [ada] }],
    }
}

fn main() {}
