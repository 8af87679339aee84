//! A redirect that also sets cookies.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// A redirect that also sets and deletes cookies: `303 See Other`, so that a body is never sent on.
#[derive(Clone)]
#[must_use = "the browser must get it: return it from the handler"]
pub struct Redirection {
    location: String,
    cookies: Vec<HeaderValue>,
    /// Says that what the browser has cached is no longer to be shown.
    clear_cache: bool,
}

impl Redirection {
    pub(crate) fn to(location: String, cookies: Vec<HeaderValue>) -> Self {
        Self {
            location,
            cookies,
            clear_cache: false,
        }
    }

    pub(crate) fn clearing_the_cache(mut self) -> Self {
        self.clear_cache = true;
        self
    }

    /// Where the browser is sent, as an absolute URL.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// Where it leads, and the cookies alone: for an answer that is not a redirect.
    pub(crate) fn into_parts(self) -> (String, Vec<HeaderValue>) {
        (self.location, self.cookies)
    }

    /// The cookies that are set or deleted on the way.
    pub(crate) fn into_headers(self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(self.cookies.len() + 3);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(location) = HeaderValue::try_from(self.location) {
            headers.insert(LOCATION, location);
        }
        if self.clear_cache {
            headers.insert(CLEAR_SITE_DATA, CACHE);
        }
        for cookie in self.cookies {
            headers.append(SET_COOKIE, cookie);
        }
        headers
    }
}

impl IntoResponse for Redirection {
    fn into_response(self) -> Response {
        (StatusCode::SEE_OTHER, self.into_headers()).into_response()
    }
}

impl fmt::Debug for Redirection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Redirection")
            .field("location", &without_query(&self.location))
            .finish_non_exhaustive()
    }
}

/// Makes a browser forget what it keeps of this origin (W3C Clear Site Data).
pub(crate) const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// Its pages, those that it would show again on the way back among them.
pub(crate) const CACHE: HeaderValue = HeaderValue::from_static("\"cache\"");

/// The query of an authorization request holds `state` and nonce: it is in no log.
pub(crate) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}
