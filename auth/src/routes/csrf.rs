//! `GET /csrf`: the token for forms that the application renders itself.

use auth_spec::ErrorCode;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use http::header::SET_COOKIE;
use serde::Serialize;

use crate::declaration::Declaration;
use crate::handle::Auth;
use crate::routes::answer;

#[derive(Serialize)]
struct Token {
    #[serde(rename = "csrfToken")]
    csrf_token: String,
}

/// `{"csrfToken": "…"}`, 64 hexadecimal digits.
pub(super) async fn token<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
) -> Response {
    let session = auth.session_id(&headers).await;
    let Ok((csrf_token, cookie)) = auth.core().csrf.token(&headers, &session) else {
        return answer::refuse(auth.core(), &headers, &ErrorCode::RANDOM_UNAVAILABLE);
    };
    let mut response = answer::json(&Token { csrf_token });
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
