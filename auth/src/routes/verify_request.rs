//! `GET /verify-request`: "check your e-mail".

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;

use crate::declaration::Declaration;
use crate::handle::Auth;
use crate::pages;
use crate::redirection::Redirection;
use crate::routes::answer;

/// The page; the application's own, if it has one.
pub(super) async fn page<D: Declaration>(
    State(auth): State<Auth<D>>,
    headers: HeaderMap,
) -> Response {
    let core = auth.core();
    let configuration = &core.configuration;
    if let Some(page) = configuration.pages.verify_request {
        return Redirection::to(configuration.url(page), Vec::new()).into_response();
    }
    answer::page(pages::verify_request(core.layout(&headers)))
}
