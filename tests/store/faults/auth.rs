//! The declaration.

auth::auth! {
    providers: [
        op: oidc { issuer: env("OP_ISSUER") },
        other: oidc { issuer: env("OTHER_ISSUER") },
    ],
    roles: [admin, editor],
    session: { strategy: database, max_age: 8 hours, update_age: 5 minutes },
}
