//! Seen: one error at the word; that it sends links is not held against anybody.
mod auth {
    auth::auth! {
        providers: [emial],
    }
}

fn main() {
    let _ = auth::Auth::builder()
        .store(::auth::store::Memory::new())
        .mailer(::auth::email::Printed)
        .build();
}
