//! `GET /signed-out`: the way back from a provider's sign-out (OpenID Connect RP-Initiated Logout §3).

use auth_spec::ErrorCode;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use crate::declaration::Declaration;
use crate::handle::Auth;
use crate::redirection::Redirection;
use crate::routes::fields::Fields;

/// Sends the browser where its sign-out was to end. Who comes with another `state`, or none, is nobody's mistake to punish
/// and nobody to believe: they come where every sign-out ends that does not say where (LO-02).
pub(super) async fn arrive<D: Declaration>(
    State(auth): State<Auth<D>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let core = auth.core();
    let fields = Fields::parse(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let returning = core.departures.end(fields.value("state"), &headers);
    let mut cookies = Vec::new();
    if returning.is_some() {
        cookies.extend(core.departures.forget());
    } else {
        let code = ErrorCode::SIGN_OUT_STATE_MISMATCH;
        tracing::info!(code = code.code, "{}", code.summary);
    }
    // The sealed destination was checked when the browser left; the declaration may have changed since.
    let callback_url = returning
        .flatten()
        .and_then(|callback_url| core.callback_url(&callback_url));
    let destination = callback_url
        .as_deref()
        .unwrap_or(core.configuration.callbacks.after_sign_out);
    Redirection::to(core.absolute(destination), cookies).into_response()
}
