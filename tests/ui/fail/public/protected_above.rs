//! Seen: one error at `public`.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::{protected, public};

#[protected]
#[public]
async fn home() {}

fn main() {}
