//! Seen: one error at the path: there is no such function.
mod auth {
    auth::auth! {
        providers: [github],
        events: { sign_in: welcome },
    }
}

fn main() {}
