//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        events: { session: read },
    }

    async fn read(event: SessionEvent) {
        let _ = event;
    }
}

fn main() {}
