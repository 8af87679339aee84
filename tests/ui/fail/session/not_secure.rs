//! Seen: one error at `secure`. M-16, M-21
mod auth {
    auth::auth! {
        providers: [github],
        session: { secure: false },
    }
}

fn main() {}
