//! Seen: rustc's own error: `debug_handler` has counted no arguments before the guard became one. It belongs below.

mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;

#[axum::debug_handler(state = auth::Auth)]
#[protected]
async fn dashboard() {}

fn main() {}
