//! Sessions, users and accounts in a store.

mod auth {
    auth::auth! {
        providers: [github, google],
        session: { strategy: database, max_age: 7 days },
    }
}

use ::auth::Redirection;
use ::auth::declaration::{Declaration, SessionStrategy, StoredSessions};
use ::auth::error::SessionError;

use crate::auth::{Auth, Declared, Session};

async fn leave_everywhere(auth: Auth, session: Session) -> Redirection {
    auth.sign_out(session).everywhere().await
}

async fn ban(auth: Auth, user_id: String) -> Result<(), SessionError> {
    auth.sign_out_user(&user_id).await
}

/// What is written for any declaration of the kind.
const fn keeps<D>() -> bool
where
    D: Declaration,
    D::Sessions: StoredSessions,
{
    <D::Sessions as SessionStrategy>::STORED && <D::Sessions as SessionStrategy>::REVOCABLE
}

fn main() {
    let _ = (leave_everywhere, ban);
    const { assert!(keeps::<Declared>()) };
}
