//! Seen: one error at what was given as a mailer.
mod auth {
    auth::auth! {
        providers: [email],
    }
}

fn main() {
    let _ = auth::Auth::builder()
        .store(::auth::store::Memory::new())
        .mailer("smtp://mail.acme.example")
        .build();
}
