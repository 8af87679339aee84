//! `GET /error`: what happened, its code, and a way back.

use auth_spec::ErrorCode;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use crate::declaration::Declaration;
use crate::handle::Auth;
use crate::redirection::Redirection;
use crate::routes::answer;
use crate::routes::fields::Fields;

/// The page; the application's own, if it has one. Only what the library knows is shown, never what the query says.
pub(super) async fn page<D: Declaration>(
    State(auth): State<Auth<D>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let core = auth.core();
    let fields = Fields::parse(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let code = fields.error().unwrap_or(&ErrorCode::BAD_REQUEST);
    let callback_url = fields
        .value("callbackUrl")
        .and_then(|candidate| core.callback_url(candidate));
    if core.configuration.pages.error.is_some() {
        let location = core.error_page(code, callback_url.as_deref());
        return Redirection::to(location, Vec::new()).into_response();
    }
    answer::error_page(core, &headers, code, callback_url.as_deref())
}
