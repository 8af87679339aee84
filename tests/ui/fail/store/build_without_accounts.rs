//! Seen: one error at `build`, with what to add.
mod auth {
    auth::auth! {
        providers: [github],
        session: { strategy: database },
    }
}

fn main() {
    let _ = auth::Auth::builder().secret("…").build();
}
