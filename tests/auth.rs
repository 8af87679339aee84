//! The declaration of the application under test.
#![warn(clippy::pedantic, missing_docs, unreachable_pub, rust_2018_idioms)]

use serde::{Deserialize, Serialize};

auth::auth! {
    providers: [
        op: oidc { name: "Test provider", issuer: env("OP_ISSUER") },
        other: oidc { issuer: env("OTHER_ISSUER"), refresh: on },
        posting: oidc { issuer: env("POSTING_ISSUER"), response_mode: form_post, client_auth: post },
        plain: oauth2 {
            authorization: "https://plain.test/authorize",
            token: "https://plain.test/token",
            userinfo: "https://plain.test/userinfo",
            scopes: ["profile"],
        },
    ],
    callbacks: {
        allow: ["/", "/dashboard", "/welcome", "/account/{*rest}", "https://*.partner.test/{*rest}"],
        sign_in: decide,
    },
    session: { data: Visit },
    roles: [admin, editor],
}

/// What the application keeps in the session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// How the user came in: what the claim `door` says, of any length, else the provider.
    pub door: String,
}

/// Lets everybody in but those who are banned or have to wait.
async fn decide(attempt: &mut SignInAttempt) -> SignInDecision {
    match attempt.user.email.as_deref() {
        Some("banned@example.com") => SignInDecision::Deny,
        Some("waiting@example.com") => SignInDecision::RedirectTo(callback_url!("/welcome")),
        email => {
            match email {
                Some("admin@example.com") => attempt.roles.insert(Role::Admin),
                Some("editor@example.com") => attempt.roles.insert(Role::Editor),
                _ => {}
            }
            let door = attempt.claims.text("door").map(str::to_owned);
            attempt.data.door = door.unwrap_or_else(|| format!("{:?}", attempt.provider));
            SignInDecision::Allow
        }
    }
}
