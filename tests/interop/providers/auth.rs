//! What the application under test declares.

#![allow(
    unreachable_pub,
    reason = "what a declaration names has to be as public as the declaration"
)]

use std::sync::Mutex;

::auth::auth! {
    providers: [
        acme_kept: oidc { name: "Acme", issuer: env("ACME_ISSUER"), refresh: on },
        acme_form: oidc { name: "Acme (form)", issuer: env("ACME_ISSUER"), response_mode: form_post },
        acme_login: oidc {
            name: "Acme (login)",
            issuer: env("ACME_ISSUER"),
            params: { prompt: "login", max_age: "600" },
        },
        canaille: oidc { name: "Canaille", issuer: env("CANAILLE_ISSUER") },
        canaille_post: oidc { name: "Canaille (post)", issuer: env("CANAILLE_ISSUER"), client_auth: post },
        canaille_kept: oidc { name: "Canaille (kept)", issuer: env("CANAILLE_ISSUER"), refresh: on },
        canaille_login: oidc {
            name: "Canaille (login)",
            issuer: env("CANAILLE_ISSUER"),
            params: { prompt: "login", max_age: "600" },
        },
    ],
    events: { refused: note },
    session: { strategy: database },
}

/// The codes of what was refused, and the display name of whose it was.
pub static REFUSED: Mutex<Vec<(&str, String)>> = Mutex::new(Vec::new());

async fn note(event: &RefusedEvent) {
    let user = event
        .user
        .as_ref()
        .map(|user| user.display_name().to_owned());
    let mut refused = REFUSED.lock().expect("no test panics meanwhile");
    refused.push((event.code.name, user.unwrap_or_default()));
}
