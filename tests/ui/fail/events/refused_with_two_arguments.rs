//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        events: { refused: note },
    }

    async fn note(event: &RefusedEvent, level: u8) {
        let _ = (event, level);
    }
}

fn main() {}
