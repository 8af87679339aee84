//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { session: shown },
    }

    fn shown(session: &Session) -> String {
        session.user.id.clone()
    }
}

fn main() {}
