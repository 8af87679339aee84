//! Seen: one error at `databse`, with the word that was meant.
mod auth {
    auth::auth! {
        providers: [github],
        session: { strategy: databse },
    }
}

fn main() {
    let _ = auth::Auth::from_env();
}
