//! Seen: one error at `my_sessions`, with the line to add.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::{Auth, Session};

async fn end_others(auth: Auth, session: Session) -> Result<usize, ::auth::error::SessionError> {
    auth.my_sessions(&session).end_others().await
}

fn main() {
    let _ = end_others;
}
