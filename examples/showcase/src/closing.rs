//! Something that cannot be taken back: it wants a proof of who you are that is younger than five minutes, so that nobody
//! does it who finds a browser that was left open. The provider asks again, and leads back here.

use axum::response::{IntoResponse, Redirect};

use crate::auth::{Auth, Session, protected};
use crate::page::{self, Failure};

#[protected(fresh = 5 minutes)]
pub(crate) async fn ask(session: Session) -> impl IntoResponse {
    page::closing(&session)
}

/// The user goes, and with them their accounts and every session.
#[protected(fresh = 5 minutes)]
pub(crate) async fn close(auth: Auth, session: Session) -> Result<impl IntoResponse, Failure> {
    auth.users().delete(&session.user.id).await?;
    Ok(Redirect::to("/"))
}
