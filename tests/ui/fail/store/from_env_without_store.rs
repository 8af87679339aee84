//! Seen: one error at `from_env`, with what to add.
mod auth {
    auth::auth! {
        providers: [github],
        session: { revocable: on },
    }
}

fn main() {
    let _ = auth::Auth::from_env();
}
