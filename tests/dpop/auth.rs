//! The declaration: one provider, known in four ways.

auth::auth! {
    providers: [
        op: oidc { issuer: env("OP_ISSUER"), dpop: on, refresh: on },
        phone: oidc { issuer: env("OP_ISSUER"), client_auth: none, dpop: on, refresh: on },
        plain: oauth2 {
            authorization: "https://op.test/authorize",
            token: "https://op.test/token",
            userinfo: "https://op.test/userinfo",
            revocation: "https://op.test/revoke",
            scopes: ["profile", "email"],
            dpop: on,
        },
        bearer: oidc { issuer: env("OP_ISSUER"), dpop: off },
    ],
    session: { strategy: database },
}
