//! Where providers say that somebody has signed out of them: `POST /backchannel-logout/{provider}`,
//! `GET /frontchannel-logout/{provider}`.

use auth_spec::ErrorCode;
use axum::body::{Body, to_bytes};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, PRAGMA, REFERRER_POLICY, RETRY_AFTER,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use url::{Url, form_urlencoded};

use crate::declaration::Declaration;
use crate::error::LogoutTokenError;
use crate::handle::Auth;
use crate::provider::Provider;
use crate::routes::fields::{Fields, LIMIT, Segment, provider_id};

/// OpenID Connect Back-Channel Logout §2.5, §2.8: nobody's browser, so no cookie and no proof of an own page; what it says is
/// signed. The answer is 200 or 400, and 503 where it could not be done.
pub(super) async fn back_channel<D: Declaration>(
    State(auth): State<Auth<D>>,
    segment: Segment,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let core = auth.core();
    let place = core
        .place(&provider_id(segment))
        .filter(|place| core.provider(*place).is_some_and(Provider::signs_tokens));
    let Some(place) = place else {
        return answer(
            StatusCode::NOT_FOUND,
            Some(ErrorCode::UNKNOWN_PROVIDER.summary),
        );
    };
    let refused = |why| answer(StatusCode::BAD_REQUEST, Some(why));
    let form = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case(FORM));
    if !form {
        return refused("The body must be a form.");
    }
    let Ok(body) = to_bytes(body, LIMIT).await else {
        return refused(ErrorCode::BODY_TOO_LARGE.summary);
    };
    // Other parameters are ignored (§2.5).
    let mut tokens = form_urlencoded::parse(&body).filter(|(name, _)| name == "logout_token");
    let (Some((_, token)), None) = (tokens.next(), tokens.next()) else {
        return refused("There has to be one logout_token.");
    };
    match auth.follow_logout_token(place, &token).await {
        Ok(()) => answer(StatusCode::OK, None),
        Err(error) => {
            tracing::warn!(code = error.code().code, %error, "a logout token was not followed");
            match error {
                LogoutTokenError::Store(_) | LogoutTokenError::Provider(_) => {
                    answer(StatusCode::SERVICE_UNAVAILABLE, Some(error.code().summary))
                }
                error => refused(&error.to_string()),
            }
        }
    }
}

/// OpenID Connect Front-Channel Logout §2: a page of the provider's shows this one in a frame. No cookie comes with a
/// request from another site's frame, so what ends is what its `iss` and `sid` say; without them nothing does.
pub(super) async fn front_channel<D: Declaration>(
    State(auth): State<Auth<D>>,
    segment: Segment,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let core = auth.core();
    let provider = core
        .place(&provider_id(segment))
        .and_then(|place| core.provider(place));
    let Some(provider) = provider else {
        return answer(
            StatusCode::NOT_FOUND,
            Some(ErrorCode::UNKNOWN_PROVIDER.summary),
        );
    };
    let fields = Fields::parse(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let issuer = provider.issuer();
    let status = match (&issuer, fields.value("iss"), fields.value("sid")) {
        (Some(own), Some(issuer), Some(id)) if own == issuer && !id.is_empty() => {
            match auth.end_provider_session(&headers, issuer, id).await {
                Ok(_) => StatusCode::OK,
                Err(error) => {
                    tracing::error!(code = error.code().code, %error, "a session was not ended");
                    StatusCode::SERVICE_UNAVAILABLE
                }
            }
        }
        // Nothing is said of what there is.
        _ => StatusCode::OK,
    };
    let mut response = answer(status, None);
    let origin = issuer.and_then(|issuer| Url::parse(&issuer).ok());
    let framed_by = match origin {
        Some(issuer) => issuer.origin().ascii_serialization(),
        None => "'none'".to_owned(),
    };
    let policy = format!("default-src 'none'; frame-ancestors {framed_by}");
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[derive(Serialize)]
struct Refusal<'a> {
    error: &'a str,
    error_description: &'a str,
}

/// Nothing of this is kept anywhere; errors in the form of RFC 6749 §5.2.
fn answer(status: StatusCode, why: Option<&str>) -> Response {
    let mut response = match why {
        None => status.into_response(),
        Some(error_description) => {
            let refusal = Refusal {
                error: "invalid_request",
                error_description,
            };
            let body = serde_json::to_vec(&refusal).unwrap_or_default();
            let json = HeaderValue::from_static("application/json");
            (status, [(CONTENT_TYPE, json)], body).into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("10"));
    }
    response
}

const FORM: &str = "application/x-www-form-urlencoded";
