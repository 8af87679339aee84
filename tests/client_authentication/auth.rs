//! The declaration.

auth::auth! {
    providers: [
        signed: oidc { issuer: env("SIGNED_ISSUER"), client_auth: private_key_jwt, refresh: on },
        pushed: oidc { issuer: env("PUSHED_ISSUER"), client_secret: env("PUSHED_SECRET"), par: on },
        plain: oauth2 {
            authorization: "https://plain.test/authorize",
            token: "https://plain.test/token",
            userinfo: "https://plain.test/userinfo",
            revocation: "https://plain.test/revoke",
            scopes: ["profile"],
            pushed_authorization: "https://plain.test/par",
            client_auth: private_key_jwt,
            private_key: env("PLAIN_KEY"),
        },
    ],
    session: { strategy: database },
}
