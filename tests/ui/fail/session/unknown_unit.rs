//! Seen: one error at `weeks`.
mod auth {
    auth::auth! {
        providers: [github],
        session: { idle: 2 weeks },
    }
}

fn main() {}
