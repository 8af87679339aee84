//! `GET /signed-out`: the way back from a provider's sign-out (OpenID Connect RP-Initiated Logout §3), and the way out of a page
//! of the session.
//!
//! Browsers keep whole pages and show them again on the way back (the back-forward cache). `Clear-Site-Data: "cache"` makes
//! them forget those, but not the page that is shown when it comes: that one is kept afterwards, once another document has
//! taken its place. So a browser that signs out gets a document here, which leads on at once (`Refresh: 0`) and leaves no entry
//! in the history, and the next answer says `Clear-Site-Data` once more. That is so on the way to a provider too, whose page may
//! be the last one that somebody sees, and again on the way back, for a provider may have shown none.

use auth_spec::ErrorCode;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header::REFRESH;
use http::{HeaderMap, HeaderValue};

use crate::declaration::Declaration;
use crate::handle::Auth;
use crate::openid::Onward;
use crate::pages;
use crate::protection::navigates;
use crate::redirection::{CACHE, CLEAR_SITE_DATA, Redirection};
use crate::routes::answer;
use crate::routes::fields::Fields;

/// Sends the browser where its sign-out was to end. Who comes with another `state`, or none, is nobody's mistake to punish
/// and nobody to believe (LO-02): they are told that they are signed out here, if they are, and else come where every sign-out
/// ends that does not say where.
pub(super) async fn arrive<D: Declaration>(
    State(auth): State<Auth<D>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let core = auth.core();
    let fields = Fields::parse(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let state = fields.value("state");
    let Some((state, returning)) = state.zip(core.departures.end(state, &headers)) else {
        return unknown(&auth, &headers).await;
    };
    if navigates(&headers) && fields.value(LEFT).is_none() {
        let onward = format!("{}&{LEFT}=1", core.way_out(state));
        let whole = returning.onward.is_none();
        let mut response = answer::page(pages::way_out(core.layout(&headers), &onward, whole));
        if let Ok(refresh) = HeaderValue::try_from(format!("0; url={onward}")) {
            response.headers_mut().insert(REFRESH, refresh);
        }
        return response;
    }
    // It was checked when the browser left; the declaration may have changed since.
    let callback_url = returning.callback_url.as_deref();
    let callback_url = callback_url.and_then(|callback_url| core.callback_url(callback_url));
    let callback_url = callback_url.as_deref();
    let destination = core.end_of_sign_out(callback_url);
    let forgotten = core.departures.forget();
    let (location, cookie) = match returning.onward {
        None => (destination, forgotten),
        Some(Onward::ErrorPage(url)) => (url, forgotten),
        Some(Onward::Provider(url)) => {
            // Whoever comes back must not be sent there again.
            let cookie = core.departures.cookie(state, callback_url, None);
            (url, cookie.or(forgotten))
        }
        Some(Onward::NotDone(what)) => {
            let mut response = answer::not_done(core, &headers, &what, &destination);
            response.headers_mut().insert(CLEAR_SITE_DATA, CACHE);
            return response;
        }
    };
    Redirection::to(location, cookie.into_iter().collect())
        .clearing_the_cache()
        .into_response()
}

async fn unknown<D: Declaration>(auth: &Auth<D>, headers: &HeaderMap) -> Response {
    let core = auth.core();
    let code = ErrorCode::SIGN_OUT_STATE_MISMATCH;
    tracing::info!(code = code.code, "{}", code.summary);
    let destination = core.end_of_sign_out(None);
    match auth.session_of(headers).await {
        Ok(None) => answer::page(pages::signed_out(
            core.layout(headers),
            &core.sign_in_page(None),
            &destination,
        )),
        Ok(Some(_)) | Err(_) => Redirection::to(destination, Vec::new()).into_response(),
    }
}

/// That the page of the session has been left.
const LEFT: &str = "left";
