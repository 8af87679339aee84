//! The guard of a handler: somebody is signed in, or the request ends here.

use std::fmt;
use std::marker::PhantomData;

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{SET_COOKIE, VARY, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue};

use crate::pages::Page;
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

/// Nobody is signed in, or nobody can say whether somebody is (`503`). As a response it is what the caller can use: a redirect to the sign-in page for a navigation,
/// `401` for everything else.
#[derive(Debug)]
pub struct Unauthenticated {
    caller: Caller,
    sign_in_page: String,
    realm: String,
    /// Deletions of session cookies that cannot be used.
    cookies: Vec<HeaderValue>,
    /// What people read when the store of sessions does not answer.
    unavailable: Option<Page>,
}

impl Unauthenticated {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        match self.unavailable {
            None => &ErrorCode::UNAUTHENTICATED,
            Some(_) => &ErrorCode::STORE_UNAVAILABLE,
        }
    }

    /// Whether the session has been ended cannot be found out: its cookies stay, and nobody comes in.
    pub(crate) fn unavailable(caller: Caller, page: Page) -> Self {
        let none = String::new();
        Self {
            unavailable: Some(page),
            ..Self::new(caller, none.clone(), none, Vec::new())
        }
    }

    /// `sign_in_page` has the way back; `realm` is what the application is called; `cookies` go with the answer.
    pub(crate) fn new(
        caller: Caller,
        sign_in_page: String,
        realm: String,
        cookies: Vec<HeaderValue>,
    ) -> Self {
        Self {
            caller,
            sign_in_page,
            realm,
            cookies,
            unavailable: None,
        }
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
        if let Some(page) = self.unavailable {
            let mut response = match self.caller {
                Caller::Navigation => page.into_response().map(Body::from),
                Caller::Htmx | Caller::Program => {
                    Problem::of(&ErrorCode::STORE_UNAVAILABLE).into_response()
                }
            };
            response.headers_mut().insert(VARY, ASKED);
            return response;
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
        (headers, Problem::of(&ErrorCode::UNAUTHENTICATED)).into_response()
    }
}

impl<D> fmt::Debug for Guard<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Guard")
    }
}

/// What the answer depends on.
const ASKED: HeaderValue = HeaderValue::from_static("cookie, accept, hx-request");
