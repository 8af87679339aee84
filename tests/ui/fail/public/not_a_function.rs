//! Seen: one error at `struct`.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::public;

#[public]
struct Home;

fn main() {}
