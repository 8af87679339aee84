//! Seen: one error at `roles`, with both ways out.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { roles: roles_of },
    }

    async fn roles_of(query: &RolesQuery) -> Vec<Role> {
        query.roles.iter().collect()
    }
}

fn main() {}
