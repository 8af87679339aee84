//! Seen: one error at `events`.
mod auth {
    auth::auth! {
        providers: [github],
        events: { sign_in: welcome },
    }
}

fn main() {}
