//! `GET /signout`: asks. `POST /signout`: does it.

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;

use crate::callback_url::CallbackUrl;
use crate::declaration::{Declaration, ProviderId};
use crate::handle::{Auth, SignOut};
use crate::pages;
use crate::redirection::Redirection;
use crate::routes::answer;
use crate::routes::fields::Fields;

/// The page that asks whether to sign out; the application's own, if it has one.
pub(super) async fn page<D: Declaration>(
    State(auth): State<Auth<D>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let core = auth.core();
    if let Some(page) = core.configuration.pages.sign_out {
        return Redirection::to(core.configuration.url(page), Vec::new()).into_response();
    }
    let fields = Fields::parse(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let callback_url = match fields.value("callbackUrl") {
        Some(candidate) => auth.destination(candidate).await,
        None => None,
    };
    let Some(session) = auth.session_of(&headers).await else {
        return answer::page(pages::not_signed_in(&core.layout, &core.sign_in_page(None)));
    };
    let Ok((token, cookie)) = core.csrf.token(&headers, session.id()) else {
        return answer::refuse(core, &headers, &ErrorCode::RANDOM_UNAVAILABLE);
    };
    let provider = session
        .provider
        .and_then(|provider| core.configured(provider.index()));
    let mut response = answer::page(pages::sign_out(
        &core.layout,
        &pages::SignOut {
            base_path: D::BASE_PATH,
            csrf_token: &token,
            callback_url: callback_url.as_deref(),
            display_name: session.user.display_name(),
            provider: provider.map(|provider| provider.declaration.display_name()),
        },
    ));
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Signs out of this application.
pub(super) async fn perform<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let auth = auth.for_request(&headers);
    let core = auth.core();
    let fields = match Fields::read(&headers, body).await {
        Ok(fields) => fields,
        Err(code) => return answer::refuse(core, &headers, code),
    };
    if auth
        .check_csrf(&headers, fields.value("csrfToken"))
        .await
        .is_err()
    {
        return answer::refuse(core, &headers, &ErrorCode::CSRF_REJECTED);
    }
    // Signing out of less than was asked for would be worse than saying so.
    let more = fields
        .value("scope")
        .is_some_and(|scope| scope.split_ascii_whitespace().any(|scope| scope != "app"))
        || fields
            .value("revoke")
            .is_some_and(|revoke| revoke != "false");
    if more {
        return answer::refuse(core, &headers, &ErrorCode::BAD_REQUEST);
    }
    let mut sign_out = SignOut::new(&auth, auth.session_of(&headers).await);
    if let Some(candidate) = fields.value("callbackUrl")
        && let Some(url) = auth.destination(candidate).await
    {
        sign_out = sign_out.callback_url(CallbackUrl::checked(url));
    }
    answer::redirect(&headers, sign_out.perform().await)
}
