//! Seen: one error at the second attribute.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::public;

#[public]
#[public]
async fn home() {}

fn main() {}
