//! The declaration.

use serde::{Deserialize, Serialize};

auth::auth! {
    providers: [
        op: oidc { issuer: env("OP_ISSUER"), scopes: ["openid", "profile", "email", "phone", "address"] },
        posting: oidc {
            issuer: env("POSTING_ISSUER"),
            scopes: ["openid", "profile", "email", "phone", "address"],
            response_mode: form_post,
        },
        lasting: oidc { issuer: env("LASTING_ISSUER"), refresh: on },
        fapi: oidc { issuer: env("FAPI_ISSUER"), refresh: on },
    ],
    callbacks: { sign_in: keep },
    session: { strategy: database, data: Stated },
}

/// What the scopes `phone` and `address` tell, as far as this application wants to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    pub phone_number: String,
    pub locality: String,
}

async fn keep(attempt: &mut SignInAttempt) -> SignInDecision {
    let text = |pointer: &str| {
        let value = attempt.claims.pointer(pointer);
        value.and_then(|value| value.as_str()).unwrap_or_default()
    };
    attempt.data = Stated {
        phone_number: text("/phone_number").to_owned(),
        locality: text("/address/locality").to_owned(),
    };
    SignInDecision::Allow
}
