//! Every layer of signing out, and refresh tokens.

mod auth {
    auth::auth! {
        providers: [
            github,
            google { refresh: on },
            staff: keycloak { refresh: off },
            legacy: oauth2 {
                authorization: "https://legacy.example/authorize",
                token: "https://legacy.example/token",
                userinfo: "https://legacy.example/userinfo",
                end_session: "https://legacy.example/logout",
                revocation: "https://legacy.example/revoke",
            },
        ],
    }
}

use ::auth::declaration::{Declaration, EndSession, ProviderDeclaration, Revocation};
use ::auth::{Outcome, ProviderSignOut, Redirection, TokenRevocation};

use crate::auth::{Auth, Declared, Session, callback_url};

async fn leave(auth: Auth, session: Session) -> Redirection {
    auth.sign_out(session).await
}

async fn leave_all(auth: Auth, session: Session) -> Redirection {
    auth.sign_out(session)
        .callback_url(callback_url!("/bye"))
        .provider()
        .revoke()
        .await
}

async fn told(auth: Auth, session: Session) -> (Outcome, &'static str) {
    let outcome = auth.sign_out(session).provider().revoke().outcome().await;
    let text = match (outcome.provider, outcome.revocation) {
        (Some(ProviderSignOut::Redirected), Some(TokenRevocation::Revoked)) => "all of it",
        _ => "not all of it",
    };
    (outcome, text)
}

/// What ends sessions is a bound that an application can write too.
fn can<D: EndSession + Revocation>() {}

fn main() {
    can::<Declared>();
    let _ = (leave, leave_all, told);
    let refresh: Vec<bool> = Declared::PROVIDERS.iter().map(|one| one.refresh).collect();
    assert_eq!(refresh, [false, true, false, false]);
    let ends: Vec<bool> = Declared::PROVIDERS
        .iter()
        .map(ProviderDeclaration::may_end_session)
        .collect();
    assert_eq!(ends, [false, false, true, true]);
    let revokes: Vec<bool> = Declared::PROVIDERS
        .iter()
        .map(ProviderDeclaration::may_revoke)
        .collect();
    assert_eq!(revokes, [false, true, true, true]);
}
