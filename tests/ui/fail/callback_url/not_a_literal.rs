//! Seen: one error at the path: this macro checks what stands in the source.
mod auth {
    auth::auth! {
        providers: [github],
        
    }
}

use crate::auth::{CallbackUrl, callback_url};

fn destination() -> CallbackUrl {
    callback_url!(std::env::args().next())
}

fn main() {
    destination();
}
