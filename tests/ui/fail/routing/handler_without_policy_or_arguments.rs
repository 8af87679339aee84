//! Seen: one error at the handler.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;
use ::auth::routing::{Router, get};

#[protected]
async fn dashboard() {}

async fn delete() {}

fn main() {
    let _: Router<auth::Auth> = Router::new().route("/dashboard", get(dashboard).delete(delete));
}
