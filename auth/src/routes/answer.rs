//! How an endpoint answers: in the form that its caller understands.

use std::borrow::Cow;

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, EXPIRES, LOCATION, PRAGMA, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use crate::error::status;
use crate::handle::{Core, Outcome, SignedOut};
use crate::openid::NotDone;
use crate::pages;
use crate::problem::Problem;
use crate::protection::{accepts_html, accepts_json, accepts_problem, is_htmx};
use crate::redirection::Redirection;
use crate::routes::fields::Fields;

/// Sent by the browser clients of Auth.js: the destination comes as JSON, the status is 200.
const RETURN_REDIRECT: HeaderName = HeaderName::from_static("x-auth-return-redirect");

/// What stands for it where a client of NextAuth.js 4 has said the same in its body, and reads a failure from the status.
const JSON_FIELD: HeaderValue = HeaderValue::from_static("json=true");

/// What an answer depends on.
const ASKED: HeaderValue = HeaderValue::from_static("cookie, accept, hx-request");
/// Makes htmx lead the browser elsewhere.
const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// Whether the client wants destinations as JSON.
pub(super) fn wants_envelope(request: &HeaderMap) -> bool {
    request.contains_key(RETURN_REDIRECT)
}

/// The request with what its body says of the answer: the browser client of NextAuth.js 4 asks for destinations as JSON there.
pub(super) fn asked<'a>(request: &'a HeaderMap, fields: &Fields) -> Cow<'a, HeaderMap> {
    if wants_envelope(request) || fields.value("json") != Some("true") {
        return Cow::Borrowed(request);
    }
    let mut asked = request.clone();
    asked.insert(RETURN_REDIRECT, JSON_FIELD);
    Cow::Owned(asked)
}

/// Whether an error is for a program to read, with a status of its own. A client that wants destinations as JSON gets errors
/// as destinations too, as those of Auth.js expect, unless it names problem documents among what it accepts, as ours does.
pub(super) fn is_program(request: &HeaderMap) -> bool {
    !accepts_html(request) && (!wants_envelope(request) || accepts_problem(request))
}

/// An error for a program; one that follows destinations itself learns which page tells people of it.
pub(super) fn problem(request: &HeaderMap, code: &'static ErrorCode, page: String) -> Response {
    let problem = Problem::of(code);
    match wants_envelope(request) {
        true => problem.told_at(page).into_response(),
        false => problem.into_response(),
    }
}

/// Whether a script asks for JSON by name. It cannot follow a redirect to another origin, nor see where one leads.
fn wants_json(request: &HeaderMap) -> bool {
    wants_envelope(request) || (accepts_json(request) && !accepts_html(request))
}

/// A redirect; `200 {"url": …}` for a script that asks for JSON; for htmx `HX-Redirect`, which makes the browser go there
/// instead of a script that could not.
pub(super) fn redirect(request: &HeaderMap, redirection: Redirection) -> Response {
    if is_htmx(request) {
        return for_htmx(redirection);
    }
    if !wants_json(request) {
        return redirection.into_response();
    }
    #[derive(Serialize)]
    struct Envelope<'a> {
        url: &'a str,
    }
    let body = serde_json::to_vec(&Envelope {
        url: redirection.location(),
    })
    .unwrap_or_default();
    let mut response = (redirection.into_headers(), body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(VARY, ASKED);
    response
}

/// The browser goes there; nothing is swapped into the page.
fn for_htmx(redirection: Redirection) -> Response {
    let mut headers = redirection.into_headers();
    if let Some(location) = headers.remove(LOCATION) {
        headers.insert(HX_REDIRECT, location);
    }
    headers.insert(VARY, ASKED);
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// A sign-out: a redirect that says in its body what became of the layers that were asked for. People are told of what was
/// not done on a page, for nobody reads the body of a redirect (LO-03).
pub(super) fn signed_out(core: &Core, request: &HeaderMap, signed_out: SignedOut) -> Response {
    if signed_out.by_way_out && (is_htmx(request) || accepts_html(request)) {
        return redirect(request, signed_out.redirection);
    }
    if let Some(code) = signed_out.error {
        // In this browser the session is over. That it may live on elsewhere must not look like success.
        let response = refuse(core, request, code);
        return in_place(response, signed_out.redirection);
    }
    if signed_out.provider.is_none() && signed_out.revocation.is_none() || is_htmx(request) {
        return redirect(request, signed_out.redirection);
    }
    if accepts_html(request) && !wants_json(request) {
        let Some(what) = &signed_out.not_done else {
            return redirect(request, signed_out.redirection);
        };
        let response = not_done(core, request, what, signed_out.redirection.location());
        return in_place(response, signed_out.redirection);
    }
    let status = match wants_json(request) {
        true => StatusCode::OK,
        false => StatusCode::SEE_OTHER,
    };
    let headers = signed_out.redirection.clone().into_headers();
    let body = json_body(&Outcome::from(signed_out));
    let mut response = (status, headers, body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(VARY, ASKED);
    response
}

/// The page that says what a sign-out was asked for and did not do, with the way on.
pub(super) fn not_done(
    core: &Core,
    request: &HeaderMap,
    what: &NotDone,
    destination: &str,
) -> Response {
    let provider = core
        .offered()
        .map(|provider| &provider.declaration)
        .find(|declaration| Some(declaration.id) == what.provider.as_deref());
    page(pages::signed_out_here(
        core.layout(request),
        &pages::Incomplete {
            provider: provider.map(|declaration| declaration.display_name()),
            signed_in: what.signed_in,
            granted: what.granted,
            destination,
        },
    ))
}

/// A page that comes where a redirect would lead elsewhere: the browser keeps and forgets the same.
pub(super) fn in_place(mut response: Response, redirection: Redirection) -> Response {
    let mut headers = redirection.into_headers();
    headers.remove(LOCATION);
    headers.remove(CACHE_CONTROL);
    response.headers_mut().extend(headers);
    response
}

fn json_body<T: Serialize>(value: &T) -> Body {
    Body::from(serde_json::to_vec(value).unwrap_or_default())
}

/// A response that sets these cookies too.
pub(super) fn with_cookies(mut response: Response, cookies: Vec<HeaderValue>) -> Response {
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// An error of an endpoint: the envelope for a client that asks for it, a page for people, a problem document otherwise.
pub(super) fn refuse(core: &Core, request: &HeaderMap, code: &'static ErrorCode) -> Response {
    if is_program(request) {
        return problem(request, code, core.error_page(code, None));
    }
    if wants_envelope(request) {
        return failed(request, code, core.error_page(code, None));
    }
    error_page(core, request, code, None)
}

/// The way to the page that tells people of an error.
pub(super) fn failed(request: &HeaderMap, code: &'static ErrorCode, page: String) -> Response {
    let mut response = redirect(request, Redirection::to(page, Vec::new()));
    if request.get(RETURN_REDIRECT) == Some(&JSON_FIELD) && !is_htmx(request) {
        *response.status_mut() = status(code);
    }
    response
}

/// The built-in error page.
pub(super) fn error_page(
    core: &Core,
    request: &HeaderMap,
    code: &'static ErrorCode,
    callback_url: Option<&str>,
) -> Response {
    let sign_in = core.configuration.sign_in_page();
    page(pages::error(
        core.layout(request),
        &pages::Failure {
            code,
            sign_in: &sign_in,
            callback_url,
        },
    ))
}

/// A page with its headers.
pub(super) fn page(page: pages::Page) -> Response {
    page.into_response().map(Body::from)
}

/// JSON that nobody may keep (`private, no-cache, no-store`, as the clients of Auth.js know it).
pub(super) fn json<T: Serialize>(value: &T) -> Response {
    let Ok(body) = serde_json::to_vec(value) else {
        return Problem::of(&ErrorCode::BAD_REQUEST).into_response();
    };
    let mut response = (StatusCode::OK, Body::from(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache, no-store"),
    );
    headers.insert(EXPIRES, HeaderValue::from_static("0"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("cookie"));
    response
}
