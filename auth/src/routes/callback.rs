//! `GET` and `POST /callback/{provider}`: the redirect URI; of `credentials { … }`, what their form posts to.

use auth_spec::{ErrorCode, Protocol, ResponseMode};
use axum::body::{Body, to_bytes};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use http::header::{ALLOW, REFERRER_POLICY};
use http::{HeaderMap, HeaderValue};

use crate::authorization::AuthorizationResponse;
use crate::declaration::Declaration;
use crate::handle::{Auth, Core, Visitor};
use crate::pages;
use crate::problem::Problem;
use crate::routes::fields::{LIMIT, Segment, content_type, provider_id};
use crate::routes::peer::Peer;
use crate::routes::{answer, credentials, email};

/// Ends a flow, so `HEAD`, which anybody may send to look at a link, does not reach it.
pub(super) fn redirect_uri<D: Declaration>() -> MethodRouter<Auth<D>> {
    get(from_query::<D>)
        .head(async || {
            (
                [(ALLOW, "GET,POST")],
                Problem::of(&ErrorCode::METHOD_NOT_ALLOWED),
            )
        })
        .post(from_form::<D>)
}

/// The authorization response in the query.
async fn from_query<D: Declaration>(
    State(auth): State<Auth<D>>,
    id: Segment,
    RawQuery(query): RawQuery,
    peer: Peer,
    headers: HeaderMap,
) -> Response {
    let (id, query) = (provider_id(id), query.unwrap_or_default());
    if let Some((place, Protocol::Email)) = auth.core().protocol(&id) {
        return email::page(&auth, place, &query, &headers).await;
    }
    let visitor = auth.core().client_address.visitor(&headers, peer.0);
    complete(&auth, &id, ResponseMode::Query, &query, visitor).await
}

/// The authorization response in a form (OAuth 2.0 Form Post Response Mode).
///
/// This POST comes from the provider's site by design, so nothing but the flow's cookie says whose it is. That cookie is
/// `SameSite=Lax` and does not come along; so a page of ours sends the same response here once more, from our own origin.
async fn from_form<D: Declaration>(
    State(auth): State<Auth<D>>,
    id: Segment,
    peer: Peer,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let id = provider_id(id);
    match auth.core().protocol(&id) {
        Some((place, Protocol::Credentials)) => {
            return credentials::submit(&auth, place, peer, &headers, body).await;
        }
        Some((place, Protocol::Email)) => {
            return email::follow(&auth, place, peer, &headers, body).await;
        }
        Some(_) => {}
        None => return answer::refuse(auth.core(), &headers, &ErrorCode::UNKNOWN_PROVIDER),
    }
    if content_type(&headers).as_deref() != Some("application/x-www-form-urlencoded") {
        return answer::refuse(auth.core(), &headers, &ErrorCode::UNSUPPORTED_CONTENT);
    }
    let Ok(body) = to_bytes(body, LIMIT).await else {
        return answer::refuse(auth.core(), &headers, &ErrorCode::BODY_TOO_LARGE);
    };
    let Ok(form) = std::str::from_utf8(&body) else {
        return answer::refuse(auth.core(), &headers, &ErrorCode::BAD_REQUEST);
    };
    let visitor = auth.core().client_address.visitor(&headers, peer.0);
    complete(&auth, &id, ResponseMode::FormPost, form, visitor).await
}

async fn complete<D: Declaration>(
    auth: &Auth<D>,
    id: &str,
    mode: ResponseMode,
    parameters: &str,
    visitor: Visitor<'_>,
) -> Response {
    let (core, headers) = (auth.core(), visitor.headers);
    let place = core.place(id);
    let Some((place, provider)) = place.and_then(|place| Some((place, core.configured(place)?)))
    else {
        return answer::refuse(core, headers, &ErrorCode::UNKNOWN_PROVIDER);
    };
    if provider.response_mode != mode {
        let mut response = answer::refuse(core, headers, &ErrorCode::METHOD_NOT_ALLOWED);
        let method = match mode {
            ResponseMode::Query => "POST",
            ResponseMode::FormPost => "GET",
        };
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static(method));
        return response;
    }
    if mode == ResponseMode::FormPost
        && let Some(page) = once_more(core, provider.declaration.id, parameters, headers)
    {
        return answer::page(page);
    }
    let completed = auth.complete(place, parameters, visitor).await;
    let mut response = answer::redirect(headers, auth.conclude(completed));
    // The code is in this address: it must not travel on (RFC 9700 §4.2.4).
    response
        .headers_mut()
        .insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// The page that sends a response once more from our own origin, where that can help: when the response may be one of ours
/// and the cookie of its flow has not come along.
///
/// * The cookie decides, not where the POST comes from: a provider on our own site (`login.example.com` for
///   `app.example.com`), or a browser that does not know `SameSite`, sends it along at once. `state` and cookie say whose
///   response it is either way.
/// * It is sent again once. What comes from our own origin, or says that it has been sent again (for browsers that do not say
///   where a request comes from, and ones that say it wrong), is answered, whatever is missing. Whoever says so without need
///   gets an error page.
/// * A parameter that is given twice, or no `state`, is refused here: the page would make one of two.
fn once_more(core: &Core, provider: &str, form: &str, headers: &HeaderMap) -> Option<pages::Page> {
    let response = AuthorizationResponse::parse(form);
    let state = response
        .state
        .as_deref()
        .filter(|state| !state.is_empty())?;
    if response.well_formed().is_err()
        || core.flows.is_brought(state, headers)
        || core.csrf.is_own(headers)
        || pages::FormPost::is_marked(form)
    {
        return None;
    }
    let page = pages::FormPost {
        base_path: core.configuration.base_path,
        provider,
        parameters: response.parameters().collect(),
    };
    Some(pages::form_post(core.layout(headers), &page))
}
