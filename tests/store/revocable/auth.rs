//! The declaration.

auth::auth! {
    providers: [op: oidc { issuer: env("OP_ISSUER") }],
    session: { revocable: on },
}
