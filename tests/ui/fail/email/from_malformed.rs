//! Seen: one error at the text, with two that are right.
mod auth {
    auth::auth! {
        providers: [email { from: "Acme" }],
    }
}

fn main() {
    let _ = auth::Auth::builder()
        .store(::auth::store::Memory::new())
        .mailer(::auth::email::Printed)
        .build();
}
