//! Seen: one error at the second attribute.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;

#[protected]
#[axum::debug_handler(state = auth::Auth)]
#[protected]
async fn dashboard() {}

fn main() {}
