//! Seen: one error at `store`: leave it out, or say what it is for.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

fn main() {
    let _ = auth::Auth::builder().store(::auth::store::Memory::new()).build();
}
