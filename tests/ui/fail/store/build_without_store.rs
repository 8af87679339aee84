//! Seen: one error at `build`, with what to add.
mod auth {
    auth::auth! {
        providers: [github],
        session: { revocable: on },
    }
}

fn main() {
    let _ = auth::Auth::builder().secret("…").build();
}
