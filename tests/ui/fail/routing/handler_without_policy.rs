//! Seen: one error at the handler.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::Session;
use ::auth::routing::{Router, get};

async fn dashboard(session: Session) -> String {
    session.user.id.clone()
}

fn main() {
    let _: Router<auth::Auth> = Router::new().route("/dashboard", get(dashboard));
}
