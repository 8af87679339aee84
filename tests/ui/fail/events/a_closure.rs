//! Seen: one error at the closure.
mod auth {
    auth::auth! {
        providers: [github],
        events: { sign_in: |event| async {} },
    }
}

fn main() {}
