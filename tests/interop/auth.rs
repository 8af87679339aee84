//! What the application under test declares.

#![allow(
    unreachable_pub,
    reason = "what a declaration names has to be as public as the declaration"
)]

use serde::{Deserialize, Serialize};

::auth::auth! {
    providers: [
        acme: oidc { name: "Acme", issuer: env("ACME_ISSUER") },
        acme_post: oidc { name: "Acme (post)", issuer: env("ACME_ISSUER"), client_auth: post },
        acme_public: oidc { name: "Acme (public)", issuer: env("ACME_ISSUER"), client_auth: none },
        poster: oidc { name: "Poster", issuer: env("POSTER_ISSUER"), response_mode: form_post },
        dev,
    ],
    session: { data: Notes },
}

/// What its sessions carry: as much text as a test likes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Notes {
    /// The text.
    pub text: String,
}
