//! Signing in by e-mail: the form that asks for a link, the page that a link leads to, and its button.

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::response::Response;
use http::header::{REFERRER_POLICY, RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::declaration::Declaration;
use crate::email::Link;
use crate::error::{EmailError, SignInError};
use crate::events::Refused;
use crate::handle::{Auth, LinkRequest};
use crate::pages;
use crate::routes::answer;
use crate::routes::fields::Fields;
use crate::routes::peer::Peer;

/// The answer to the form that asks for a link.
pub(super) async fn ask<D: Declaration>(
    auth: &Auth<D>,
    request: LinkRequest<'_>,
    headers: &HeaderMap,
) -> Response {
    let core = auth.core();
    let place = request.place;
    let error = match core.send_link(request).await {
        Ok(redirection) => return answer::redirect(headers, redirection),
        Err(error) => error,
    };
    let code = error.code();
    tracing::warn!(code = code.code, %error, "a link was not sent");
    auth.refused(Refused::SignIn, code, Some(place), None).await;
    let mut response = answer::refuse(core, headers, code);
    if let SignInError::Email(EmailError::TooOften { retry_after }) = error {
        let seconds = HeaderValue::from(retry_after);
        // The clients of Auth.js read the destination from whatever status it comes with.
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    response
}

/// The page that a link leads to. Whoever only looks at a link sees this and has used nothing up: neither the store nor the
/// application is asked.
pub(super) async fn page<D: Declaration>(
    auth: &Auth<D>,
    place: usize,
    query: &str,
    headers: &HeaderMap,
) -> Response {
    let core = auth.core();
    let link = Fields::parse(query).ok().and_then(|fields| link(&fields));
    let (Some(link), Some(provider)) = (link, core.configured(place)) else {
        return answer::refuse(core, headers, &ErrorCode::LINK_INVALID);
    };
    let Ok((token, cookie)) = core.csrf.token(headers, &auth.session_id(headers).await) else {
        return answer::refuse(core, headers, &ErrorCode::RANDOM_UNAVAILABLE);
    };
    let mut response = answer::page(pages::link(
        core.layout(headers),
        &pages::Link {
            base_path: D::BASE_PATH,
            provider: provider.declaration.id,
            csrf_token: &token,
            address: link.address.as_str(),
            token: link.token(),
            callback_url: link.callback_url.as_deref(),
        },
    ));
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// The button on that page.
pub(super) async fn follow<D: Declaration>(
    auth: &Auth<D>,
    place: usize,
    peer: Peer,
    headers: &HeaderMap,
    body: Body,
) -> Response {
    let core = auth.core();
    let fields = match Fields::submitted(auth, headers, body).await {
        Ok(fields) => fields,
        Err(code) => return answer::refuse(core, headers, code),
    };
    let visitor = core.client_address.visitor(headers, peer.0);
    let completed = auth.follow_link(place, link(&fields), visitor).await;
    let mut response = answer::redirect(headers, auth.conclude(completed));
    // The link is the address of the page before: it must not travel on.
    response
        .headers_mut()
        .insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

fn link(fields: &Fields) -> Option<Link> {
    Link::read(
        fields.value("email"),
        fields.value("token"),
        fields.value("callbackUrl"),
    )
}
