//! What the provider answers, before and after something went wrong with it.

use axum::body::Body;
use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION, PRAGMA, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::Value;

use super::body::Broken;

/// An answer before it is sent.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) shown: Option<Shown>,
    /// What the provider sends before it answers.
    pub(super) logout_requests: Vec<Request<Bytes>>,
}

/// What a page asks of the browser, for the browser of a test that reads no HTML.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    /// To choose who signs in.
    SignIn { interaction: String },
    /// To confirm the sign-out.
    SignOut { interaction: String },
    /// To post these parameters to this redirect URI.
    FormPost {
        redirect_uri: String,
        parameters: Vec<(String, String)>,
    },
    /// To load these frames, and to go there afterwards.
    Frames {
        frames: Vec<String>,
        location: Option<String>,
    },
}

/// What arrives at the other side.
#[derive(Debug)]
pub(super) enum Delivery {
    Response(Response<Body>),
    Disconnected,
}

impl Answer {
    pub(super) fn new(status: StatusCode) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            shown: None,
            logout_requests: Vec::new(),
        }
    }

    pub(super) fn json(status: StatusCode, value: &Value) -> Self {
        let mut answer = Self::new(status);
        answer.set(CONTENT_TYPE, "application/json");
        answer.body = value.to_string().into();
        answer
    }

    /// JSON that nobody may keep (RFC 6749 §5.1).
    pub(super) fn private_json(status: StatusCode, value: &Value) -> Self {
        let mut answer = Self::json(status, value);
        answer.set(CACHE_CONTROL, "no-store");
        answer.set(PRAGMA, "no-cache");
        answer
    }

    /// 303, so that no form is ever sent on (RFC 9700 §4.12).
    pub(super) fn redirect(location: &str) -> Self {
        let mut answer = Self::new(StatusCode::SEE_OTHER);
        answer.set(LOCATION, location);
        answer.set(CACHE_CONTROL, "no-store");
        answer
    }

    pub(super) fn method_not_allowed(allow: &'static str) -> Self {
        let mut answer = Self::new(StatusCode::METHOD_NOT_ALLOWED);
        answer.set(ALLOW, allow);
        answer
    }

    /// Sets a header. A value that no header can have leaves it out.
    pub(super) fn set(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
    }

    pub(super) fn with_cookie(mut self, cookie: &str) -> Self {
        self.set(SET_COOKIE, cookie);
        self
    }

    pub(super) fn into_delivery(mut self) -> Delivery {
        let body = Body::from(std::mem::take(&mut self.body));
        self.delivered_as(body)
    }

    /// The status and headers with a body that may be another.
    pub(super) fn delivered_as(self, body: Body) -> Delivery {
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        self.shown
            .map(|shown| response.extensions_mut().insert(shown));
        Delivery::Response(response)
    }
}

impl Delivery {
    /// The response for a transport that must send one.
    pub(super) fn into_response(self) -> Response<Body> {
        match self {
            Self::Response(response) => response,
            Self::Disconnected => Response::new(Body::new(Broken)),
        }
    }
}
