//! `GET` and `POST /session`: what the browser may see of the session.

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};

use crate::declaration::Declaration;
use crate::events::SessionEvent;
use crate::handle::{Auth, Renewal};
use crate::problem::Problem;
use crate::routes::answer;
use crate::routes::fields::Fields;
use crate::routes::public_session::{NotAnObject, public_session};
use crate::session::{Reading, Session};

/// `null`, or the session; sealed anew when that is due.
pub(super) async fn read<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
) -> Response {
    let (session, renewed, cookies) = match auth.reading(&headers).await {
        Reading::Absent => (None, false, Vec::new()),
        // That nobody is signed in would be believed.
        Reading::Unavailable => return Problem::of(&ErrorCode::STORE_UNAVAILABLE).into_response(),
        Reading::Refused => (None, false, auth.sessions().clear(&headers)),
        Reading::Live {
            session,
            renewal_due: false,
        } => (Some(session), false, Vec::new()),
        Reading::Live {
            session,
            renewal_due: true,
        } => match auth.renew(&headers, &session).await {
            Renewal::Sealed(renewed, cookies) => (Some(renewed), true, cookies),
            Renewal::Ended => (None, false, auth.sessions().clear(&headers)),
            Renewal::NotNow => (Some(session), false, Vec::new()),
        },
    };
    shown(&auth, session.as_ref(), renewed, cookies).await
}

/// The session, for clients that update it: what they send as `data` is for `callbacks: { update }` to judge. Where there is no
/// such function nothing that they send changes anything.
pub(super) async fn update<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let fields = match Fields::submitted(&auth, &headers, body).await {
        Ok(fields) => fields,
        Err(code) => return Problem::of(code).into_response(),
    };
    let Some(sent) = fields.into_data().filter(|_| D::update(None).is_some()) else {
        return read(State(auth), headers).await;
    };
    let session = match auth.session_of(&headers).await {
        Ok(Some(session)) => session,
        Ok(None) => return shown(&auth, None, false, auth.sessions().clear(&headers)).await,
        Err(code) => return Problem::of(code).into_response(),
    };
    match auth.update(&headers, &session, sent).await {
        Ok(Some((session, cookies))) => shown(&auth, Some(&session), true, cookies).await,
        Ok(None) => shown(&auth, None, false, auth.sessions().clear(&headers)).await,
        Err(code) => Problem::of(code).into_response(),
    }
}

/// What a browser may see of the session.
async fn shown<D: Declaration>(
    auth: &Auth<D>,
    session: Option<&Session<D>>,
    renewed: bool,
    cookies: Vec<HeaderValue>,
) -> Response {
    let mut response = match session {
        None => answer::json(&()),
        Some(session) => {
            let event = SessionEvent {
                session: session.clone(),
                renewed,
                at: auth.sessions().now(),
            };
            event.raise().await;
            match public_session(session).await {
                Ok(public) => answer::json(&public),
                Err(NotAnObject) => {
                    let code = &ErrorCode::SHOWN_SESSION_INVALID;
                    tracing::error!(
                        code = code.code,
                        "the answer of `callbacks: {{ session }}` is no JSON object"
                    );
                    Problem::of(code).into_response()
                }
            }
        }
    };
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
