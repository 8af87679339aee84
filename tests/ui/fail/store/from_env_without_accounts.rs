//! Seen: one error at `from_env`, with what to add.
mod auth {
    auth::auth! {
        providers: [github, email],
        session: { strategy: database },
    }
}

fn main() {
    let _ = auth::Auth::from_env();
}
