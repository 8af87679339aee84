//! Where people come in: the application's own sign-in page, and what somebody sees who is new.

use axum::extract::Query;
use axum::response::IntoResponse;
use serde::Deserialize;

use crate::auth::{Auth, Session, protected, public};
use crate::page;

/// What the library says to a sign-in page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Arrival {
    /// Where somebody wants to go; it is checked like everything that comes from outside.
    callback_url: Option<String>,
    /// Why somebody is here again.
    error: Option<String>,
}

/// One form for each provider that is configured. They need no script, and carry their CSRF token themselves.
#[public]
pub(crate) async fn sign_in(
    auth: Auth,
    session: Option<Session>,
    Query(arrival): Query<Arrival>,
) -> impl IntoResponse {
    let forms = auth.forms();
    let destination = arrival
        .callback_url
        .and_then(|candidate| auth.callback_url(&candidate));
    let choices = auth.providers().map(|offered| {
        let form = forms.sign_in(offered.provider);
        match &destination {
            Some(url) => form.callback_url(url.clone()),
            None => form,
        }
    });
    let choices: Vec<_> = choices.collect();
    let page = page::sign_in(session.as_ref(), &choices, arrival.error.is_some());
    (forms, page)
}

/// The first thing that somebody sees who has never been here.
#[protected]
pub(crate) async fn welcome(session: Session) -> impl IntoResponse {
    page::welcome(&session)
}
