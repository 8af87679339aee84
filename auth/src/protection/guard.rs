//! The guard of a handler: somebody is signed in, or the request ends here.

use std::fmt;
use std::marker::PhantomData;

use auth_spec::ErrorCode;
use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts, OriginalUri};
use axum::response::{IntoResponse, Response};
use http::header::{SET_COOKIE, VARY, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderValue, Uri};

use crate::declaration::Declaration;
use crate::handle::{Auth, Core, Redirection};
use crate::problem::Problem;
use crate::protection::Caller;
use crate::session::{Reading, Session};

/// What `#[protected]` adds to a handler's arguments.
pub struct Guard<D>(PhantomData<fn() -> D>);

/// Nobody is signed in. As a response it is what the caller can use: a redirect to the sign-in page for a navigation,
/// `401` for everything else.
#[derive(Debug)]
pub struct Unauthenticated {
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
        &ErrorCode::UNAUTHENTICATED
    }

    fn new(core: &Core, parts: &Parts, cookies: Vec<HeaderValue>) -> Self {
        let caller = Caller::of(&parts.method, &parts.headers);
        let back = way_back(core, caller, parts);
        Self {
            caller,
            sign_in_page: core.sign_in_page(back.as_deref()),
            realm: core.configuration.base_url.authority().to_owned(),
            cookies,
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

impl<D, S> FromRequestParts<S> for Guard<D>
where
    D: Declaration,
    S: Send + Sync,
    Auth<D>: FromRef<S>,
{
    type Rejection = Unauthenticated;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        require(&Auth::from_ref(state), parts).map(|_| Self(PhantomData))
    }
}

impl<D, S> FromRequestParts<S> for Session<D>
where
    D: Declaration,
    S: Send + Sync,
    Auth<D>: FromRef<S>,
{
    type Rejection = Unauthenticated;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        require(&Auth::from_ref(state), parts)
    }
}

impl<D, S> OptionalFromRequestParts<S> for Session<D>
where
    D: Declaration,
    S: Send + Sync,
    Auth<D>: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &S,
    ) -> Result<Option<Self>, Self::Rejection> {
        Ok(Auth::from_ref(state).session(parts))
    }
}

impl<D> fmt::Debug for Guard<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Guard")
    }
}

/// The session of a request, or the answer that ends it.
fn require<D: Declaration>(auth: &Auth<D>, parts: &Parts) -> Result<Session<D>, Unauthenticated> {
    match auth.read(&parts.headers) {
        Reading::Live { session, .. } => Ok(session),
        Reading::Absent => Err(Unauthenticated::new(auth.core(), parts, Vec::new())),
        Reading::Refused => Err(Unauthenticated::new(
            auth.core(),
            parts,
            auth.sessions().clear(&parts.headers),
        )),
    }
}

/// Where the user should come back to: the page that was asked for, or the page that htmx is on.
fn way_back(core: &Core, caller: Caller, parts: &Parts) -> Option<String> {
    match caller {
        Caller::Navigation => {
            let uri = original_uri(&parts.extensions).unwrap_or(&parts.uri);
            core.callback_url(uri.path_and_query()?.as_str())
        }
        Caller::Htmx => core.callback_url(parts.headers.get("hx-current-url")?.to_str().ok()?),
        Caller::Program => None,
    }
}

/// The URI before nested routers took their prefix off it.
fn original_uri(extensions: &Extensions) -> Option<&Uri> {
    extensions.get::<OriginalUri>().map(|OriginalUri(uri)| uri)
}

/// What the answer depends on.
const ASKED: HeaderValue = HeaderValue::from_static("cookie, accept, hx-request");
