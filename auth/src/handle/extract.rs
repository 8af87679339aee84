//! What handlers take from a request: the handle, the session, and the guard's word that there is one.

use auth_spec::ErrorCode;
use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts, OriginalUri};
use http::header::ORIGIN;
use http::request::Parts;
use http::{Extensions, HeaderValue, Method, Uri};

use crate::declaration::{Declaration, SessionStrategy};
use crate::events::Refused;
use crate::handle::{Auth, Core};
use crate::pages;
use crate::protection::{
    Caller, Condition, Forbidden, Guard, GuardRefused, Unauthenticated, Verdict,
};
use crate::renewal;
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

impl<D, C, S> FromRequestParts<S> for Guard<D, C>
where
    D: Declaration,
    C: Condition<D>,
    S: Send + Sync,
    Auth<D>: FromRef<S>,
{
    type Rejection = GuardRefused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let auth = Auth::from_ref(state);
        let session = require(&auth, parts, C::callback_url)
            .await
            .map_err(GuardRefused::Unauthenticated)?;
        let refused = match C::verdict(&session, auth.sessions().now()) {
            Verdict::Met => return Ok(Self::passed()),
            Verdict::Stale => GuardRefused::Unauthenticated(unauthenticated(
                auth.core(),
                parts,
                &ErrorCode::REAUTHENTICATION_REQUIRED,
                C::callback_url(),
                auth.core().reauthentication.make().into_iter().collect(),
            )),
            Verdict::Unmet => {
                let name = session.user.display_name();
                GuardRefused::Forbidden(forbidden(auth.core(), parts, name))
            }
        };
        let user = Some(session.user.clone());
        auth.refused(Refused::Guard, refused.code(), None, user)
            .await;
        Err(refused)
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
        require(&Auth::from_ref(state), parts, || None).await
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
        let auth = Auth::from_ref(state);
        if auth.core().csrf.is_foreign_socket(&parts.headers) {
            return Ok(None);
        }
        Ok(match known(&auth, parts).await {
            Reading::Live { session, .. } => Some(session),
            Reading::Absent | Reading::Refused | Reading::Unavailable => None,
        })
    }
}

/// What a request says of who sends it. Where a store has to be asked, the extractors of one request ask it once.
async fn known<D: Declaration>(auth: &Auth<D>, parts: &mut Parts) -> Reading<D> {
    let reading = asked_once(auth, parts).await;
    if matches!(reading, Reading::Live { .. }) && !renewal::note() {
        auth.core().mounted.lacks_layer();
    }
    reading
}

async fn asked_once<D: Declaration>(auth: &Auth<D>, parts: &mut Parts) -> Reading<D> {
    if !<D::Sessions as SessionStrategy>::STORED {
        return auth.read(&parts.headers).await;
    }
    if let Some(known) = parts.extensions.get::<Known<D>>()
        && auth.is_same(&known.by)
    {
        return known.reading.clone();
    }
    let reading = auth.read(&parts.headers).await;
    parts.extensions.insert(Known {
        by: auth.clone(),
        reading: reading.clone(),
    });
    reading
}

/// What an extractor of this request has found out.
#[derive(Clone)]
struct Known<D: Declaration> {
    by: Auth<D>,
    reading: Reading<D>,
}

/// The session of a request, or the answer that ends it.
async fn require<D: Declaration>(
    auth: &Auth<D>,
    parts: &mut Parts,
    callback_url: impl FnOnce() -> Option<String>,
) -> Result<Session<D>, Unauthenticated> {
    if auth.core().csrf.is_foreign_socket(&parts.headers) {
        let refused = Unauthenticated::foreign();
        tracing::warn!(
            code = refused.code().code,
            origin = ?parts.headers.get(ORIGIN),
            "a page of another origin has tried to open a WebSocket"
        );
        auth.refused(Refused::Guard, refused.code(), None, None)
            .await;
        return Err(refused);
    }
    let reading = known(auth, parts).await;
    let parts = &*parts;
    let refuse = |cookies| {
        let code = &ErrorCode::UNAUTHENTICATED;
        unauthenticated(auth.core(), parts, code, callback_url(), cookies)
    };
    let refused = match reading {
        Reading::Live { session, .. } => return Ok(session),
        Reading::Absent => refuse(Vec::new()),
        Reading::Unavailable => unavailable(auth.core(), parts),
        Reading::Refused => refuse(auth.sessions().clear(&parts.headers)),
    };
    auth.refused(Refused::Guard, refused.code(), None, None)
        .await;
    Err(refused)
}

/// `callback_url` is where the sign-in ends, if the handler says so; else it ends where this request was going.
fn unauthenticated(
    core: &Core,
    parts: &Parts,
    code: &'static ErrorCode,
    callback_url: Option<String>,
    cookies: Vec<HeaderValue>,
) -> Unauthenticated {
    let caller = Caller::of(&parts.method, &parts.headers);
    let back = match callback_url {
        Some(url) => core.callback_url(&url),
        None => way_back(core, caller, parts),
    };
    let code = if is_on_an_open_page(core, parts) {
        &ErrorCode::PAGE_PROTECTED
    } else {
        code
    };
    let realm = core.configuration.base_url.authority().to_owned();
    Unauthenticated::new(
        code,
        caller,
        core.sign_in_page(back.as_deref()),
        realm,
        cookies,
    )
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

fn forbidden(core: &Core, parts: &Parts, display_name: &str) -> Forbidden {
    let caller = Caller::of(&parts.method, &parts.headers);
    let page = (caller == Caller::Navigation).then(|| {
        let sign_in = core.another_account(way_back(core, caller, parts).as_deref());
        let input = pages::Forbidden {
            display_name,
            sign_in: &sign_in,
        };
        pages::forbidden(core.layout(&parts.headers), &input).into_response()
    });
    Forbidden { page }
}

/// The answer of which only the status is known: whether somebody is signed in is not.
fn unavailable(core: &Core, parts: &Parts) -> Unauthenticated {
    let caller = Caller::of(&parts.method, &parts.headers);
    let sign_in = core.sign_in_page(way_back(core, caller, parts).as_deref());
    let page = pages::error(
        core.layout(&parts.headers),
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
