//! Seen: one error at `users`, with the line to add.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [admin],
    }
}

use axum::extract::Path;

use crate::auth::{Auth, Role, protected};

#[protected(role = admin)]
async fn promote(auth: Auth, Path(id): Path<String>) -> Result<(), ::auth::error::AccountError> {
    auth.users().set_roles(&id, [Role::Admin]).await
}

fn main() {
    let _ = promote;
}
