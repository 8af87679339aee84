//! `GET /accounts`: what whoever is signed in can sign in with. `POST /accounts/link/{provider}`: one more.
//! `POST /accounts/unlink`: one less.

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use serde::Serialize;

use crate::declaration::Declaration;
use crate::error::AccountError;
use crate::handle::{Auth, MyAccounts, linking};
use crate::problem::Problem;
use crate::routes::fields::{Segment, provider_id};
use crate::routes::peer::Peer;
use crate::routes::sessions::{asked, done, signed_in};
use crate::routes::{answer, sign_in};

/// All of them, as JSON.
pub(super) async fn list<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
) -> Response {
    let session = match signed_in(&auth, &headers).await {
        Ok(session) => session,
        Err(code) => return Problem::of(code).into_response(),
    };
    match MyAccounts::new(&auth, &session).list().await {
        Ok(accounts) => answer::json(&accounts),
        Err(error) => failed(&auth, &headers, &error),
    }
}

/// Goes to the provider to prove whose account it is.
pub(super) async fn link<D: Declaration>(
    State(auth): State<Auth<D>>,
    segment: Segment,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    peer: Peer,
    body: Body,
) -> Response {
    let core = auth.core();
    let (fields, session) = match asked(&auth, &headers, body).await {
        Ok(asked) => asked,
        Err(code) => return answer::refuse(core, &headers, code),
    };
    let Some(place) = core.place(&provider_id(segment)) else {
        return answer::refuse(core, &headers, &ErrorCode::UNKNOWN_PROVIDER);
    };
    let linking = Some(linking(&session));
    let query = query.as_deref();
    sign_in::begin_as(&auth, Some(place), query, &headers, peer, &fields, linking).await
}

/// Takes away the one that `account` names.
pub(super) async fn unlink<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let core = auth.core();
    let (fields, session) = match asked(&auth, &headers, body).await {
        Ok(asked) => asked,
        Err(code) => return answer::refuse(core, &headers, code),
    };
    let Some(id) = fields.value("account") else {
        return answer::refuse(core, &headers, &ErrorCode::BAD_REQUEST);
    };
    match MyAccounts::new(&auth, &session).unlink(id).await {
        Ok(true) => done(&auth, &headers, &fields, &Unlinked { unlinked: 1 }).await,
        Ok(false) => answer::refuse(core, &headers, &ErrorCode::NOT_FOUND),
        Err(error) => failed(&auth, &headers, &error),
    }
}

#[derive(Serialize)]
struct Unlinked {
    unlinked: usize,
}

fn failed<D: Declaration>(auth: &Auth<D>, headers: &HeaderMap, error: &AccountError) -> Response {
    tracing::warn!(code = error.code().code, %error, "accounts could not be listed or unlinked");
    answer::refuse(auth.core(), headers, error.code())
}
