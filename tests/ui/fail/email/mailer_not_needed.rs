//! Seen: one error at `mailer`, which would never send anything.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

fn main() {
    let _ = auth::Auth::builder()
        .mailer(::auth::email::Printed)
        .build();
}
