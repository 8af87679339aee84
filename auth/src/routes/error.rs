//! `GET /error`: what happened, its code, and a way back.

use auth_spec::ErrorCode;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::declaration::Declaration;
use crate::error::status;
use crate::handle::{Auth, Redirection};
use crate::routes::answer;
use crate::routes::fields::Fields;

/// The page; the application's own, if it has one. Only what the library knows is shown, never what the query says.
pub(super) async fn page<D: Declaration>(
    State(auth): State<Auth<D>>,
    RawQuery(query): RawQuery,
) -> Response {
    let core = auth.core();
    let fields = Fields::parse(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let code = named(&fields);
    let callback_url = fields
        .value("callbackUrl")
        .and_then(|candidate| core.callback_url(candidate));
    if core.configuration.pages.error.is_some() {
        let location = core.error_page(code, callback_url.as_deref());
        return Redirection::to(location, Vec::new()).into_response();
    }
    answer::error_page(core, code, callback_url.as_deref())
}

/// The code of `code`, else the first of `error`'s type, else "could not be understood".
///
/// Mistakes that end a build or a start never lead here: who names one is told neither that there is one nor, by a
/// status 500, that the server has failed.
fn named(fields: &Fields) -> &'static ErrorCode {
    let by = |name: &str, said: fn(&ErrorCode) -> &'static str| {
        let value = fields.value(name)?;
        let reachable = |code: &&ErrorCode| status(code) != StatusCode::INTERNAL_SERVER_ERROR;
        ErrorCode::ALL
            .iter()
            .filter(reachable)
            .find(|code| said(code) == value)
    };
    by("code", |code| code.code)
        .or_else(|| by("error", |code| code.error_type))
        .unwrap_or(&ErrorCode::BAD_REQUEST)
}
