//! Seen: one error at the type: there is no such type.
mod auth {
    auth::auth! {
        providers: [github],
        session: { data: Preferences },
    }
}

fn main() {}
