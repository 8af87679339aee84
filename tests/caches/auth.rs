//! The declaration.

auth::auth! {
    providers: [dev],
    roles: [admin],
    session: { update_age: 1 hour },
}
