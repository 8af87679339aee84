//! Seen: one error at the id, which is the name of sign-in by e-mail.
mod auth {
    auth::auth! {
        providers: [email: github],
    }
}

fn main() {
    let _ = auth::Auth::from_env();
}
