//! The declaration.

use std::sync::Mutex;

auth::auth! {
    providers: [
        op: oidc { issuer: env("OP_ISSUER") },
        other: oidc { issuer: env("OTHER_ISSUER") },
        github,
    ],
    callbacks: { allow: ["/", "/welcome"] },
    events: { refused: note },
    session: { strategy: database },
}

/// The codes of callback URLs that were refused.
pub static REFUSED: Mutex<Vec<&str>> = Mutex::new(Vec::new());

async fn note(event: &RefusedEvent) {
    if event.refused == ::auth::events::Refused::CallbackUrl {
        let mut refused = REFUSED.lock().expect("no test panics meanwhile");
        refused.push(event.code.code);
    }
}
