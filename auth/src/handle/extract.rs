//! What handlers take from a request: the handle, the session, and the guard's word that there is one.

use auth_spec::ErrorCode;
use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts, OriginalUri};
use http::request::Parts;
use http::{Extensions, HeaderValue, Uri};

use crate::declaration::Declaration;
use crate::handle::{Auth, Core};
use crate::pages;
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
        require(&Auth::from_ref(state), parts)
            .await
            .map(|_| Self::passed())
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
        require(&Auth::from_ref(state), parts).await
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
        Ok(Auth::from_ref(state).session(parts).await)
    }
}

/// The session of a request, or the answer that ends it.
async fn require<D: Declaration>(
    auth: &Auth<D>,
    parts: &Parts,
) -> Result<Session<D>, Unauthenticated> {
    match auth.read(&parts.headers).await {
        Reading::Live { session, .. } => Ok(session),
        Reading::Absent => Err(unauthenticated(auth.core(), parts, Vec::new())),
        Reading::Unavailable => Err(unavailable(auth.core(), parts)),
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
    Unauthenticated::new(caller, core.sign_in_page(back.as_deref()), realm, cookies)
}

/// The answer of which only the status is known: whether somebody is signed in is not.
fn unavailable(core: &Core, parts: &Parts) -> Unauthenticated {
    let caller = Caller::of(&parts.method, &parts.headers);
    let sign_in = core.sign_in_page(way_back(core, caller, parts).as_deref());
    let page = pages::error(
        &core.layout,
        &pages::Failure {
            code: &ErrorCode::STORE_UNAVAILABLE,
            sign_in: &sign_in,
            callback_url: None,
        },
    );
    Unauthenticated::unavailable(caller, page)
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
