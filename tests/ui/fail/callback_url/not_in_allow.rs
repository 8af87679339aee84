//! Seen: one error at the literal, with the entry that was meant and the list.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["/", "/dashboard", "/account/{*rest}"] },
    }
}

use crate::auth::{CallbackUrl, callback_url};

fn destination() -> CallbackUrl {
    callback_url!("/dashbord")
}

fn main() {
    destination();
}
