//! Seen: one error at the store, with both traits that it lacks.
mod auth {
    auth::auth! {
        providers: [email],
        session: { revocable: on },
    }
}

#[derive(Debug)]
struct Cupboard;

fn main() {
    let _ = auth::Auth::builder()
        .store(Cupboard)
        .mailer(::auth::email::Printed)
        .build();
}
