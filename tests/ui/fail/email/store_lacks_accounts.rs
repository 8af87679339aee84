//! Seen: one error at the store, which lacks four traits at once.
mod auth {
    auth::auth! {
        providers: [github, email],
        session: { strategy: database },
    }
}

#[derive(Debug)]
struct Cupboard;

fn main() {
    let _ = auth::Auth::builder().store(Cupboard).mailer(::auth::email::Printed).build();
}
