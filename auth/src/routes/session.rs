//! `GET` and `POST /session`: what the browser may see of the session.

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use serde::Serialize;

use crate::declaration::Declaration;
use crate::handle::Auth;
use crate::problem::Problem;
use crate::routes::answer;
use crate::routes::fields::Fields;
use crate::session::{Reading, Session};
use crate::timestamp::rfc3339_milliseconds;

/// The public view, in the shape that the clients of Auth.js parse, with the user's id.
#[derive(Serialize)]
struct PublicSession<'a> {
    user: PublicUser<'a>,
    expires: String,
}

#[derive(Serialize)]
struct PublicUser<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    id: &'a str,
}

/// `null`, or the session; sealed anew when that is due.
pub(super) async fn read<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
) -> Response {
    let (session, cookies) = match auth.sessions().read(&headers).await {
        Reading::Absent => (None, Vec::new()),
        // That nobody is signed in would be believed.
        Reading::Unavailable => return Problem::of(&ErrorCode::STORE_UNAVAILABLE).into_response(),
        Reading::Refused => (None, auth.sessions().clear(&headers)),
        Reading::Live {
            session,
            renewal_due: false,
        } => (Some(session), Vec::new()),
        Reading::Live {
            session,
            renewal_due: true,
        } => match auth.sessions().renew(&headers, &session) {
            Ok((renewed, cookies)) => (Some(renewed), cookies),
            // It still lives; the next read tries again.
            Err(error) => {
                tracing::warn!(code = error.code().code, %error, "a session could not be sealed anew");
                (Some(session), Vec::new())
            }
        },
    };
    view(session.as_ref(), cookies)
}

/// The session, for clients that update it. Nothing a client sends is stored.
pub(super) async fn update<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let fields = match Fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(code) => return Problem::of(code).into_response(),
    };
    if auth
        .check_csrf(&headers, fields.value("csrfToken"))
        .await
        .is_err()
    {
        return Problem::of(&ErrorCode::CSRF_REJECTED).into_response();
    }
    read(State(auth), headers).await
}

fn view<D: Declaration>(session: Option<&Session<D>>, cookies: Vec<HeaderValue>) -> Response {
    let public = session.map(|session| PublicSession {
        user: PublicUser {
            name: session.user.name.as_deref(),
            email: session.user.email.as_deref(),
            image: session.user.image.as_deref(),
            id: &session.user.id,
        },
        expires: rfc3339_milliseconds(session.expires_at),
    });
    let mut response = answer::json(&public);
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
