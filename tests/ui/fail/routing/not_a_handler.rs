//! Seen: one error at the function, in the words of axum.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::protected;
use ::auth::routing::{Router, get};

#[protected]
async fn dashboard(_number: u8) {}

fn main() {
    let _: Router<auth::Auth> = Router::new().route("/dashboard", get(dashboard));
}
