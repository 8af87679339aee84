//! Seen: one error of rustc at the provider: who is signed out is a session. M-31
mod auth {
    auth::auth! {
        providers: [discord],
    }
}

use crate::auth::{Auth, provider};

async fn leave(auth: Auth) -> ::auth::Redirection {
    auth.sign_out(provider::discord).await
}

fn main() {
    let _ = leave;
}
