//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { session: shown },
    }

    struct Shown;

    async fn shown(session: &Session) -> Shown {
        let _ = session;
        Shown
    }
}

fn main() {}
