//! Seen: one error at the literal.
mod auth {
    auth::auth! {
        providers: [github],
        
    }
}

use crate::auth::{CallbackUrl, callback_url};

fn destination() -> CallbackUrl {
    callback_url!("dashboard")
}

fn main() {
    destination();
}
