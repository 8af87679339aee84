//! `GET /sessions`: the sessions of whoever is signed in. `POST /sessions/end`: ends some of them.

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use serde::Serialize;

use crate::declaration::Declaration;
use crate::error::SessionError;
use crate::handle::{Auth, Layers, MySessions, SignOut};
use crate::problem::Problem;
use crate::protection::accepts_html;
use crate::redirection::Redirection;
use crate::routes::answer;
use crate::routes::fields::Fields;
use crate::routes::sign_out::ends_at;
use crate::session::Session;

/// All that live, as JSON.
pub(super) async fn list<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
) -> Response {
    let session = match signed_in(&auth, &headers).await {
        Ok(session) => session,
        Err(code) => return Problem::of(code).into_response(),
    };
    match MySessions::new(&auth, &session).list().await {
        Ok(sessions) => answer::json(&sessions),
        Err(error) => failed(&auth, &headers, &error),
    }
}

/// Ends the one that `session` names, or those that `scope` does: `others` or `all`.
pub(super) async fn end<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let auth = auth.for_request(&headers);
    let core = auth.core();
    let (fields, session) = match asked(&auth, &headers, body).await {
        Ok(asked) => asked,
        Err(code) => return answer::refuse(core, &headers, code),
    };
    let mine = MySessions::new(&auth, &session);
    let ended = match (fields.value("session"), fields.value("scope")) {
        (Some(id), None) if id == session.id() => {
            let sign_out = SignOut::new(&auth, Some(session));
            let signed_out = ends_at(&auth, &fields, sign_out).await.perform().await;
            if signed_out.by_way_out || signed_out.error.is_some() || tells_people(&headers) {
                return answer::signed_out(core, &headers, signed_out);
            }
            let response = answer::json(&Ended { ended: 1 });
            return answer::in_place(response, signed_out.redirection);
        }
        (Some(id), None) => match mine.end(id).await {
            Ok(false) => return answer::refuse(core, &headers, &ErrorCode::NOT_FOUND),
            Ok(true) => Ok(1),
            Err(error) => Err(error),
        },
        (None, Some("others")) => mine.end_others().await,
        (None, Some("all")) => {
            let layers = Layers {
                everywhere: true,
                ..Layers::default()
            };
            let sign_out = SignOut::new(&auth, Some(session)).layers(layers);
            let signed_out = ends_at(&auth, &fields, sign_out).await.perform().await;
            return answer::signed_out(core, &headers, signed_out);
        }
        _ => return answer::refuse(core, &headers, &ErrorCode::BAD_REQUEST),
    };
    match ended {
        Ok(ended) => done(&auth, &headers, &fields, &Ended { ended }).await,
        Err(error) => failed(&auth, &headers, &error),
    }
}

#[derive(Serialize)]
struct Ended {
    ended: usize,
}

/// What somebody asks for themselves, on a page of this application. Nobody says for whom.
pub(super) async fn asked<D: Declaration>(
    auth: &Auth<D>,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Fields, Session<D>), &'static ErrorCode> {
    let fields = Fields::submitted(auth, headers, body).await?;
    if fields.names_somebody() {
        return Err(&ErrorCode::BAD_REQUEST);
    }
    Ok((fields, signed_in(auth, headers).await?))
}

/// The session of a request that needs one.
pub(super) async fn signed_in<D: Declaration>(
    auth: &Auth<D>,
    headers: &HeaderMap,
) -> Result<Session<D>, &'static ErrorCode> {
    let session = auth.session_of(headers).await?;
    session.ok_or(&ErrorCode::UNAUTHENTICATED)
}

/// People come back to where they were; a program is told what was done.
pub(super) async fn done<D: Declaration>(
    auth: &Auth<D>,
    headers: &HeaderMap,
    fields: &Fields,
    what: &impl Serialize,
) -> Response {
    let core = auth.core();
    if !tells_people(headers) {
        return answer::json(what);
    }
    let destination = match fields.value("callbackUrl") {
        Some(candidate) => auth.destination(candidate).await,
        None => core.origin_page(headers),
    };
    let location = core.absolute(destination.as_deref().unwrap_or("/"));
    answer::redirect(headers, Redirection::to(location, Vec::new()))
}

/// Whether people are led on, instead of a program being told what was done.
fn tells_people(headers: &HeaderMap) -> bool {
    accepts_html(headers) || answer::wants_envelope(headers)
}

fn failed<D: Declaration>(auth: &Auth<D>, headers: &HeaderMap, error: &SessionError) -> Response {
    tracing::error!(code = error.code().code, %error, "sessions could not be listed or ended");
    answer::refuse(auth.core(), headers, error.code())
}
