//! Problem documents: errors for programs (RFC 9457).

use auth_spec::ErrorCode;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use crate::error::status;

/// An error as `application/problem+json`.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static ErrorCode,
    page: Option<String>,
}

/// The members, in the order in which they are written.
#[derive(Serialize)]
struct Document<'a> {
    title: &'a str,
    status: u16,
    code: &'a str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

impl Problem {
    /// With the status that goes with the code.
    pub(crate) fn of(code: &'static ErrorCode) -> Self {
        Self {
            status: status(code),
            code,
            page: None,
        }
    }

    /// Names the page that tells people of it, as an absolute URL (RFC 9457 §3.2: a member of our own, `url`).
    pub(crate) fn told_at(self, page: String) -> Self {
        Self {
            page: Some(page),
            ..self
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = Document {
            title: self.code.summary,
            status: self.status.as_u16(),
            code: self.code.name,
            id: self.code.code,
            url: self.page.as_deref(),
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("10"));
        }
        response
    }
}
