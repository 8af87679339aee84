//! Seen: one error at the declaration that keeps nobody, with the line to add.
mod auth {
    auth::auth! {
        providers: [github],
        session: { revocable: on },
    }
}

use ::auth::declaration::{Declaration, StoredSessions};

/// What is written for any declaration that keeps its users.
fn administration<D: Declaration>(_: &::auth::Auth<D>)
where
    D::Sessions: StoredSessions,
{
}

fn application(auth: auth::Auth) {
    administration(&auth);
}

fn main() {
    let _ = application;
}
