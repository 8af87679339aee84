//! Seen: one error at `build`, with the line to add.
mod auth {
    auth::auth! {
        providers: [email],
    }
}

fn main() {
    let _ = auth::Auth::builder()
        .mailer(::auth::email::Printed)
        .build();
}
