//! Seen: one error at the store, with the trait that it lacks.
mod auth {
    auth::auth! {
        providers: [github],
        session: { revocable: on },
    }
}

#[derive(Debug)]
struct Cupboard;

fn main() {
    let _ = auth::Auth::builder().store(Cupboard).build();
}
