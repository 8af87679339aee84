//! Seen: one error at the name: the guard is an argument too, and an attribute below reads them.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use crate::auth::{Session, protected};

#[protected]
#[axum::debug_handler(state = auth::Auth)]
async fn dashboard(
    _0: Session,
    _1: Session,
    _2: Session,
    _3: Session,
    _4: Session,
    _5: Session,
    _6: Session,
    _7: Session,
    _8: Session,
    _9: Session,
    _10: Session,
    _11: Session,
    _12: Session,
    _13: Session,
    _14: Session,
    _15: Session,
) {
}

fn main() {}
