//! What handlers take from a request: the handle, the session, and the guard's word that there is one.

use auth_spec::ErrorCode;
use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts, OriginalUri};
use http::request::Parts;
use http::{Extensions, HeaderValue, Method, Uri};

use crate::declaration::Declaration;
use crate::handle::{Auth, Core};
use crate::protection::{Caller, Guard, Unauthenticated};
use crate::session::{Reading, Session};

impl<D, S> FromRequestParts<S> for Auth<D>
where
    D: Declaration,
    S: Send + Sync,
    Self: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::from_ref(state).for_request(&parts.headers))
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
        require(&Auth::from_ref(state), parts).map(|_| Self::passed())
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

/// The session of a request, or the answer that ends it.
fn require<D: Declaration>(auth: &Auth<D>, parts: &Parts) -> Result<Session<D>, Unauthenticated> {
    match auth.read(&parts.headers) {
        Reading::Live { session, .. } => Ok(session),
        Reading::Absent => Err(unauthenticated(auth.core(), parts, Vec::new())),
        Reading::Refused => {
            let deletions = auth.sessions().clear(&parts.headers);
            Err(unauthenticated(auth.core(), parts, deletions))
        }
    }
}

fn unauthenticated(core: &Core, parts: &Parts, cookies: Vec<HeaderValue>) -> Unauthenticated {
    let caller = Caller::of(&parts.method, &parts.headers);
    let back = way_back(core, caller, parts);
    let realm = core.configuration.base_url.authority().to_owned();
    let answer = Unauthenticated::new(caller, core.sign_in_page(back.as_deref()), realm, cookies);
    if is_on_an_open_page(core, parts) {
        answer.on_an_open_page()
    } else {
        answer
    }
}

/// Whether somebody asks for a page that people have to see who are not signed in. Whoever is led to the sign-in page from
/// there comes back for ever.
fn is_on_an_open_page(core: &Core, parts: &Parts) -> bool {
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return false;
    }
    let uri = original_uri(&parts.extensions).unwrap_or(&parts.uri);
    let Some(page) = core.configuration.open_page(uri.path()) else {
        return false;
    };
    tracing::error!(
        code = ErrorCode::PAGE_PROTECTED.code,
        page,
        path = uri.path(),
        "this page is for people who are not signed in, and it is protected: mark its handler `#[public]`, and let it take \
         `Option<Session>` if it asks for a session"
    );
    true
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
