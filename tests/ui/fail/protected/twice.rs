//! Seen: one error at the second attribute.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;

#[protected]
#[protected]
async fn dashboard() {}

fn main() {}
