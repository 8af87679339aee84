//! `GET /client.js` and `GET /client.d.ts`: the browser's side, for everybody. Neither knows who is asking.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::RawQuery;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::client;
use crate::declaration::Declaration;

/// A file that is made once and served as often as it is asked for.
#[derive(Debug, Clone)]
pub(super) struct File(Arc<Served>);

#[derive(Debug)]
struct Served {
    body: Bytes,
    content_type: HeaderValue,
    /// What the query says of a URL whose content never changes.
    version: String,
    etag: HeaderValue,
}

impl File {
    /// The module.
    pub(super) fn script() -> Self {
        let body = Bytes::from_static(client::SCRIPT.as_bytes());
        // RFC 9239 §6.
        Self::new(body, "text/javascript; charset=utf-8", client::version())
    }

    /// Its types. TypeScript has no media type of its own.
    pub(super) fn declarations<D: Declaration>() -> Self {
        let text = client::declarations::<D>();
        let version = client::tag(&text);
        Self::new(text.into(), "text/plain; charset=utf-8", &version)
    }

    fn new(body: Bytes, content_type: &'static str, version: &str) -> Self {
        let quoted = ["\"", version, "\""].concat();
        Self(Arc::new(Served {
            body,
            content_type: HeaderValue::from_static(content_type),
            etag: HeaderValue::try_from(quoted).unwrap_or(HeaderValue::from_static("\"\"")),
            version: ["v=", version].concat(),
        }))
    }

    /// The file, or that the browser has it. Under the URL with its hash it is kept for good; under its plain name, and under
    /// that of another version, it is asked for again.
    pub(super) async fn serve(self, RawQuery(query): RawQuery, request: HeaderMap) -> Response {
        let served = &*self.0;
        let kept = match query.as_deref() == Some(&served.version) {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        };
        let mut response = match names(&request, &served.etag) {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => Body::from(served.body.clone()).into_response(),
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, served.content_type.clone());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
        headers.insert(ETAG, served.etag.clone());
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
        response
    }
}

/// Whether `If-None-Match` names it (RFC 9110 §13.1.2, by weak comparison).
fn names(request: &HeaderMap, etag: &HeaderValue) -> bool {
    request
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .map(|tag| tag.strip_prefix("W/").unwrap_or(tag))
        .any(|tag| tag == "*" || *etag == *tag)
}

/// The page of another site has no use for it: it would ask that site.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
