//! Seen: one error at `&self`.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;

struct Dashboard;

impl Dashboard {
    #[protected]
    async fn show(&self) {}
}

fn main() {}
