//! Seen: one error at `protected`.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::{protected, public};

#[public]
#[protected]
async fn home() {}

fn main() {}
