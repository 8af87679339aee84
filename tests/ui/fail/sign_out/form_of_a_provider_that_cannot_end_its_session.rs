//! Seen: one error at `provider`, as for a sign-out from Rust.
mod auth {
    auth::auth! {
        providers: [github, google],
    }
}

async fn page(auth: crate::auth::Auth) -> String {
    auth.forms().sign_out().provider().to_string()
}

fn main() {}
