//! Seen: one error at `jwt`.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { jwt: keep },
    }
}

fn main() {}
