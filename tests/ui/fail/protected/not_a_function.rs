//! Seen: one error at `struct`.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;

#[protected]
struct Dashboard;

fn main() {}
