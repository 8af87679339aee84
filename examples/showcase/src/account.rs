//! What is somebody's own: where they are signed in, and what they sign in with.

use ::auth::SignOutForm;
use axum::Form;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::auth::{Auth, Declared, Session, callback_url, protected, provider};
use crate::page::{self, Failure};

/// Every way to leave; what a provider cannot do is said when it was asked to.
pub(crate) struct Leaving {
    pub(crate) here: SignOutForm<Declared>,
    pub(crate) provider: SignOutForm<Declared>,
    pub(crate) revoke: SignOutForm<Declared>,
    pub(crate) everywhere: SignOutForm<Declared>,
}

/// The id of a session or an account.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    id: String,
}

#[protected]
pub(crate) async fn show(auth: Auth, session: Session) -> Result<impl IntoResponse, Failure> {
    let sessions = auth.my_sessions(&session).list().await?;
    let accounts = auth.my_accounts(&session).list().await?;
    let forms = auth.forms();
    let leaving = Leaving {
        here: forms.sign_out().with_button("Sign out"),
        provider: forms
            .sign_out()
            .provider()
            .with_button("…of the provider too"),
        revoke: forms
            .sign_out()
            .revoke()
            .with_button("…and take back what you allowed"),
        everywhere: forms.sign_out().everywhere().with_button("…everywhere"),
    };
    let page = page::account(&session, &sessions, &accounts, &leaving);
    Ok((forms, page))
}

/// Ends one of one's own sessions. Another user's is not found, whatever the form says.
#[protected]
pub(crate) async fn end(
    auth: Auth,
    session: Session,
    Form(chosen): Form<Chosen>,
) -> Result<impl IntoResponse, Failure> {
    auth.my_sessions(&session).end(&chosen.id).await?;
    Ok(Redirect::to("/account"))
}

#[protected]
pub(crate) async fn end_others(auth: Auth, session: Session) -> Result<impl IntoResponse, Failure> {
    auth.my_sessions(&session).end_others().await?;
    Ok(Redirect::to("/account"))
}

/// Goes to the provider: whoever is chosen there is linked to whoever is signed in here.
#[protected]
pub(crate) async fn link(auth: Auth, session: Session) -> impl IntoResponse {
    auth.my_accounts(&session)
        .link(provider::dev)
        // Else whoever is signed in at the provider would be linked again, unasked.
        .param("prompt", "select_account")
        .callback_url(callback_url!("/account"))
        .await
}

#[protected]
pub(crate) async fn unlink(
    auth: Auth,
    session: Session,
    Form(chosen): Form<Chosen>,
) -> Result<impl IntoResponse, Failure> {
    auth.my_accounts(&session).unlink(&chosen.id).await?;
    Ok(Redirect::to("/account"))
}
