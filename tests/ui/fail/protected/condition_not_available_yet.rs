//! Seen: one error at `role`; the handler is guarded all the same.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;

#[protected(role = admin)]
async fn dashboard() {}

fn main() {}
