//! Seen: one error at `&self`.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::public;

struct Home;

impl Home {
    #[public]
    async fn show(&self) {}
}

fn main() {}
