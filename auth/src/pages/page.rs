//! A finished page: status, headers and HTML.

use http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    RETRY_AFTER, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use maud::Markup;

use super::layout::Forms;

/// A page, ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    /// All that a page must be sent with.
    pub(crate) headers: HeaderMap,
    pub(crate) html: Markup,
}

/// The headers of all pages of a kind in one language.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    headers: HeaderMap,
}

impl Shared {
    /// `negotiated` says that there are other languages.
    pub(super) fn new(forms: Forms, policy: HeaderValue, language: &str, negotiated: bool) -> Self {
        let referrer_policy = match forms {
            Forms::None => HeaderValue::from_static("no-referrer"),
            // With `no-referrer` browsers send these forms with `Origin: null`, which proves nothing (Fetch §3.2,
            // "append a request `Origin` header"); with this they name the origin, and other origins learn as little.
            Forms::Submit | Forms::SubmitItself => HeaderValue::from_static("same-origin"),
        };
        let mut headers: HeaderMap = HEADERS
            .into_iter()
            .map(|(name, value)| (name, HeaderValue::from_static(value)))
            .collect();
        headers.insert(REFERRER_POLICY, referrer_policy);
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        if let Ok(language) = HeaderValue::from_str(language) {
            headers.insert(CONTENT_LANGUAGE, language);
        }
        if negotiated {
            headers.insert(VARY, LANGUAGES);
        }
        Self { headers }
    }
}

impl Page {
    pub(super) fn new(status: StatusCode, shared: &Shared, html: Markup) -> Self {
        Self {
            status,
            headers: shared.headers.clone(),
            html,
        }
    }

    /// The response: what a route returns.
    pub(crate) fn into_response(self) -> Response<String> {
        let mut response = Response::new(self.html.into_string());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            let seconds = HeaderValue::from_static("10");
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response
    }
}

/// What a page depends on that there is in several languages.
pub(crate) const LANGUAGES: HeaderValue = HeaderValue::from_static("Cookie, Accept-Language");

/// The headers that are the same for all pages (ASVS 5.0 §3.4, §14.3.2).
const HEADERS: [(HeaderName, &str); 8] = [
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    // What a page says depends on who asks; no copy of it stays anywhere, the back-forward cache included.
    (CACHE_CONTROL, "no-store"),
    (VARY, "Cookie"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // `frame-ancestors` for browsers that do not know it.
    (X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// Nothing our pages could ask for, but named, since the default of most is `self`.
const PERMISSIONS: &str = "camera=(), display-capture=(), fullscreen=(), geolocation=(), microphone=(), payment=(), usb=()";
