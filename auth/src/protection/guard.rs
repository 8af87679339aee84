//! The guard of a handler: somebody is signed in, or the request ends here.

use std::fmt;
use std::marker::PhantomData;

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{SET_COOKIE, VARY, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue};

use crate::pages::{LANGUAGES, Page};
use crate::problem::Problem;
use crate::protection::{Caller, SignedIn};
use crate::redirection::Redirection;

/// What `#[protected]` adds to a handler's arguments: somebody is signed in, and meets the condition `C`.
pub struct Guard<D, C = SignedIn>(PhantomData<fn() -> (D, C)>);

impl<D, C> Guard<D, C> {
    /// Only for whoever has seen a session that meets the condition.
    pub(crate) fn passed() -> Self {
        Self(PhantomData)
    }
}

/// Why a protected handler was not reached. As a response it is what the caller can use.
#[derive(Debug)]
#[non_exhaustive]
pub enum GuardRefused {
    /// Nobody is signed in, or not recently enough.
    Unauthenticated(Unauthenticated),
    /// Somebody is signed in who does not meet the condition: `403`.
    Forbidden(Forbidden),
}

impl GuardRefused {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        match self {
            Self::Unauthenticated(refused) => refused.code(),
            Self::Forbidden(refused) => refused.code(),
        }
    }
}

impl fmt::Display for GuardRefused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code().summary)
    }
}

impl std::error::Error for GuardRefused {}

impl IntoResponse for GuardRefused {
    fn into_response(self) -> Response {
        match self {
            Self::Unauthenticated(refused) => refused.into_response(),
            Self::Forbidden(refused) => refused.into_response(),
        }
    }
}

/// Somebody is signed in who may not do this. As a response: a page for a navigation, a problem document for everything
/// else.
pub struct Forbidden {
    /// The page, where somebody will look at it.
    pub(crate) page: Option<http::Response<String>>,
}

impl Forbidden {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        &ErrorCode::FORBIDDEN
    }
}

impl fmt::Debug for Forbidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Forbidden")
    }
}

impl IntoResponse for Forbidden {
    fn into_response(self) -> Response {
        let mut response = match self.page {
            Some(page) => page.map(axum::body::Body::from),
            None => Problem::of(&ErrorCode::FORBIDDEN).into_response(),
        };
        vary(response.headers_mut());
        response
    }
}

/// Nobody is signed in, or not recently enough. As a response it is what the caller can use: a redirect to the sign-in page
/// for a navigation, `401` for everything else; `503` where nobody can say whether the session has been ended.
///
/// Where the guard stands on the sign-in page itself, or on another page for people who are not signed in, a redirect would
/// lead in a circle: that is `500` (AUTH-151), and the log says which page to mark `#[public]`.
///
/// The handshake of a WebSocket that a page of another origin opens is `403` (AUTH-502).
#[derive(Debug)]
pub struct Unauthenticated {
    code: &'static ErrorCode,
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
        self.code
    }

    /// Whether the session has been ended cannot be found out: its cookies stay, and nobody comes in.
    pub(crate) fn unavailable(caller: Caller, page: Page) -> Self {
        let (code, none) = (&ErrorCode::STORE_UNAVAILABLE, String::new());
        Self {
            unavailable: Some(page),
            ..Self::new(code, caller, none.clone(), none, Vec::new())
        }
    }

    /// A page of another origin opens a WebSocket: whoever it is, they did not ask for it.
    pub(crate) fn foreign() -> Self {
        let (code, none) = (&ErrorCode::CSRF_REJECTED, String::new());
        Self::new(code, Caller::Program, none.clone(), none, Vec::new())
    }

    /// `code` says whether nobody is signed in, or not recently enough; `sign_in_page` has the way back; `realm` is what the application is called; `cookies` go with the answer.
    pub(crate) fn new(
        code: &'static ErrorCode,
        caller: Caller,
        sign_in_page: String,
        realm: String,
        cookies: Vec<HeaderValue>,
    ) -> Self {
        Self {
            code,
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
                Caller::Htmx | Caller::Program => Problem::of(self.code).into_response(),
            };
            vary(response.headers_mut());
            return response;
        }
        if [ErrorCode::PAGE_PROTECTED, ErrorCode::CSRF_REJECTED].contains(self.code) {
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

impl<D, C> fmt::Debug for Guard<D, C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Guard")
    }
}

/// An answer depends on who asks and what for, and a page that there is in several languages on theirs.
fn vary(headers: &mut HeaderMap) {
    let negotiated = headers.get(VARY) == Some(&LANGUAGES);
    headers.insert(VARY, ASKED);
    if negotiated {
        headers.append(VARY, HeaderValue::from_static("accept-language"));
    }
}

/// What the answer depends on.
const ASKED: HeaderValue = HeaderValue::from_static("cookie, accept, hx-request");

#[cfg(test)]
mod tests {
    use super::*;

    /// A cache that does not know it would show one language to everybody.
    #[test]
    fn a_page_in_several_languages_says_that_it_depends_on_theirs() {
        for (page, expected) in [
            (
                Some("Cookie, Accept-Language"),
                &[ASKED, HeaderValue::from_static("accept-language")][..],
            ),
            (Some("Cookie"), &[ASKED]),
            (None, &[ASKED]),
        ] {
            let page = page.map(|vary| {
                let mut page = http::Response::new(String::new());
                page.headers_mut()
                    .insert(VARY, HeaderValue::from_static(vary));
                page
            });
            let response = Forbidden { page }.into_response();
            let vary: Vec<_> = response.headers().get_all(VARY).iter().cloned().collect();
            assert_eq!(vary, expected);
        }
    }
}
