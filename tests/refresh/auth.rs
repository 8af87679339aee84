//! The declaration.

use std::sync::Mutex;

auth::auth! {
    providers: [
        op: oidc { issuer: env("OP_ISSUER"), refresh: on },
        other: oidc { issuer: env("OTHER_ISSUER") },
    ],
    events: { refused: note },
    session: { strategy: database },
}

/// The codes of what was refused, and whose it was.
pub static NOTED: Mutex<Vec<(&str, String)>> = Mutex::new(Vec::new());

async fn note(event: &RefusedEvent) {
    if event.refused == ::auth::events::Refused::Refresh {
        let user = event.user.as_ref().map(|user| user.id.clone());
        let mut noted = NOTED.lock().expect("no test panics meanwhile");
        noted.push((event.code.name, user.unwrap_or_default()));
    }
}
