//! Seen: one error at the literal, with the path that was meant.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["/", "/dashboard", "/account/{*rest}"] },
    }
}

use crate::auth::{CallbackUrl, callback_url};

fn destination() -> CallbackUrl {
    callback_url!("/acount/mail")
}

fn main() {
    destination();
}
