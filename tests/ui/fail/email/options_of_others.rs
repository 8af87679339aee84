//! Seen: one error at each option that belongs to another kind of provider.
mod auth {
    auth::auth! {
        providers: [email { client_id: "web", scopes: ["email"], from: "login@acme.example" }],
    }
}

fn main() {
    let _ = auth::Auth::builder()
        .store(::auth::store::Memory::new())
        .mailer(::auth::email::Printed)
        .build();
}
