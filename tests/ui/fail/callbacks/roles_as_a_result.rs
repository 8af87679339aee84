//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [admin],
        callbacks: { roles: roles_of },
    }

    async fn roles_of(query: &RolesQuery) -> Result<Vec<Role>, String> {
        Err(query.user.id.clone())
    }
}

fn main() {}
