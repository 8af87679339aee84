//! The guard of a handler: somebody is signed in, or the request ends here.

use std::fmt;
use std::marker::PhantomData;

use auth_spec::ErrorCode;
use axum::response::{IntoResponse, Response};
use http::header::{SET_COOKIE, VARY, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue};

use crate::problem::Problem;
use crate::protection::Caller;
use crate::redirection::Redirection;

/// What `#[protected]` adds to a handler's arguments.
pub struct Guard<D>(PhantomData<fn() -> D>);

impl<D> Guard<D> {
    /// Only for whoever has seen a session.
    pub(crate) fn passed() -> Self {
        Self(PhantomData)
    }
}

/// Nobody is signed in. As a response it is what the caller can use: a redirect to the sign-in page for a navigation,
/// `401` for everything else.
///
/// Where the guard stands on the sign-in page itself, or on another page for people who are not signed in, a redirect would
/// lead in a circle: that is `500` (AUTH-151), and the log says which page to mark `#[public]`.
#[derive(Debug)]
pub struct Unauthenticated {
    code: &'static ErrorCode,
    caller: Caller,
    sign_in_page: String,
    realm: String,
    /// Deletions of session cookies that cannot be used.
    cookies: Vec<HeaderValue>,
}

impl Unauthenticated {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        self.code
    }

    /// `sign_in_page` has the way back; `realm` is what the application is called; `cookies` go with the answer.
    pub(crate) fn new(
        caller: Caller,
        sign_in_page: String,
        realm: String,
        cookies: Vec<HeaderValue>,
    ) -> Self {
        Self {
            code: &ErrorCode::UNAUTHENTICATED,
            caller,
            sign_in_page,
            realm,
            cookies,
        }
    }

    /// The page that was asked for is one that people have to see who are not signed in.
    pub(crate) fn on_an_open_page(mut self) -> Self {
        self.code = &ErrorCode::PAGE_PROTECTED;
        self
    }
}

impl fmt::Display for Unauthenticated {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code().summary)
    }
}

impl std::error::Error for Unauthenticated {}

impl IntoResponse for Unauthenticated {
    fn into_response(self) -> Response {
        if *self.code == ErrorCode::PAGE_PROTECTED {
            return Problem::of(self.code).into_response();
        }
        if self.caller == Caller::Navigation {
            let mut response = Redirection::to(self.sign_in_page, self.cookies).into_response();
            response.headers_mut().insert(VARY, ASKED);
            return response;
        }
        let mut headers = HeaderMap::new();
        headers.insert(VARY, ASKED);
        // RFC 9110 §11.6.1 demands a challenge; browsers show no dialogue for a scheme that they do not know.
        if let Ok(challenge) = HeaderValue::try_from(format!("Cookie realm=\"{}\"", self.realm)) {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if self.caller == Caller::Htmx
            && let Ok(page) = HeaderValue::try_from(self.sign_in_page)
        {
            headers.insert("hx-redirect", page);
        }
        for cookie in self.cookies {
            headers.append(SET_COOKIE, cookie);
        }
        (headers, Problem::of(self.code)).into_response()
    }
}

impl<D> fmt::Debug for Guard<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Guard")
    }
}

/// What the answer depends on.
const ASKED: HeaderValue = HeaderValue::from_static("cookie, accept, hx-request");
