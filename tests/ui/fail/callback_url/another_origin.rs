//! Seen: one error at the literal, with the entry that would allow it.
mod auth {
    auth::auth! {
        providers: [github],
        
    }
}

use crate::auth::{CallbackUrl, callback_url};

fn destination() -> CallbackUrl {
    callback_url!("https://acme.example/")
}

fn main() {
    destination();
}
