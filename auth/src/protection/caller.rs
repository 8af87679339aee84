//! What kind of caller a request comes from, and so what kind of answer it can use.

use http::header::ACCEPT;
use http::{HeaderMap, HeaderName, Method};

/// Who is asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A browser that will show what comes: it can be redirected, and it can read HTML.
    Navigation,
    /// htmx: it swaps what comes into a page, and follows `HX-Redirect`.
    Htmx,
    /// A program: it reads a status and JSON.
    Program,
}

impl Caller {
    /// Who sent a request of this method with these headers.
    pub(crate) fn of(method: &Method, headers: &HeaderMap) -> Self {
        if is_htmx(headers) {
            Self::Htmx
        } else if (method == Method::GET || method == Method::HEAD) && accepts_html(headers) {
            Self::Navigation
        } else {
            Self::Program
        }
    }
}

/// Whether htmx sent the request.
pub(crate) fn is_htmx(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// Whether HTML is asked for by name; `*/*` is what programs send.
pub(crate) fn accepts_html(headers: &HeaderMap) -> bool {
    accepts(headers, &["text/html", "application/xhtml+xml"])
}

/// Whether a browser says that a document takes the place of another one (Fetch Metadata).
pub(crate) fn navigates(headers: &HeaderMap) -> bool {
    let mode = headers.get(HeaderName::from_static("sec-fetch-mode"));
    mode.is_some_and(|mode| mode == "navigate")
}

/// Whether JSON is asked for by name.
pub(crate) fn accepts_json(headers: &HeaderMap) -> bool {
    accepts(headers, &["application/json"])
}

/// Whether problem documents are asked for by name (RFC 9457 §3).
pub(crate) fn accepts_problem(headers: &HeaderMap) -> bool {
    accepts(headers, &["application/problem+json"])
}

/// Whether one of these media types is asked for by name (RFC 9110 §12.5.1).
fn accepts(headers: &HeaderMap, kinds: &[&str]) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|named| kinds.iter().any(|kind| named.eq_ignore_ascii_case(kind)));
            named
                && !parts.any(|parameter| {
                    parameter
                        .strip_prefix("q=")
                        .and_then(|quality| quality.trim().parse::<f32>().ok())
                        .is_some_and(|quality| quality <= 0.0)
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(method: &Method, headers: &[(&'static str, &str)]) -> Caller {
        let headers = headers
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        Caller::of(method, &headers)
    }

    #[test]
    fn a_browser_that_opens_a_page_navigates() {
        let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert_eq!(
            caller(&Method::GET, &[("accept", accept)]),
            Caller::Navigation
        );
        assert_eq!(
            caller(&Method::HEAD, &[("accept", "Text/HTML")]),
            Caller::Navigation
        );
    }

    #[test]
    fn what_posts_or_does_not_name_html_is_a_program() {
        assert_eq!(
            caller(&Method::POST, &[("accept", "text/html")]),
            Caller::Program
        );
        for accept in ["*/*", "application/json", "text/html;q=0", "text/*"] {
            assert_eq!(
                caller(&Method::GET, &[("accept", accept)]),
                Caller::Program,
                "{accept}"
            );
        }
        assert_eq!(caller(&Method::GET, &[]), Caller::Program);
    }

    #[test]
    fn htmx_says_so_itself() {
        assert_eq!(
            caller(
                &Method::GET,
                &[("accept", "text/html"), ("hx-request", "true")]
            ),
            Caller::Htmx
        );
    }
}
