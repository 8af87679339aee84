//! Seen: one error at `jwt`.
mod auth {
    auth::auth! {
        providers: [github],
        session: { strategy: jwt },
    }
}

fn main() {}
