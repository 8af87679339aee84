//! Seen: one error at the call.
mod auth {
    auth::auth! {
        providers: [github],
        
    }
}

use crate::auth::{CallbackUrl, callback_url};

fn destination() -> CallbackUrl {
    callback_url!()
}

fn main() {
    destination();
}
