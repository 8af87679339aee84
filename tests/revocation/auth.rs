//! The declaration.

auth::auth! {
    providers: [
        op: oidc { issuer: env("OP_ISSUER") },
        other: oidc { issuer: env("OTHER_ISSUER") },
    ],
    session: { revocable: on, update_age: 1 hour },
}
