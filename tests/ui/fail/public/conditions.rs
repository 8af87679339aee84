//! Seen: one error at the first word in the parentheses.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::public;

#[public(role = admin)]
async fn home() {}

fn main() {}
