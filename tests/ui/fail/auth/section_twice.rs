//! Seen: one error at the second `providers`.
mod auth {
    auth::auth! {
        providers: [github],
        providers: [google],
    }
}

fn main() {}
