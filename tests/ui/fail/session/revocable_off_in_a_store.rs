//! Seen: one error at `off`: sessions in a store can always be ended.
mod auth {
    auth::auth! {
        providers: [github],
        session: { strategy: database, revocable: off },
    }
}

fn main() {
    let _ = auth::Auth::builder().store(::auth::store::Memory::new()).build();
}
