//! Seen: one error at each key.
mod auth {
    auth::auth! {
        providers: [github],
        events: { signIn: welcome, error: note },
    }
}

fn main() {}
