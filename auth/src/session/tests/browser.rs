//! A browser's cookie store (RFC 6265bis §5.6 and §5.7), for one host on https.

use std::collections::BTreeMap;

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// Cookies by name, with what was said when they were set. All are host-only and for every path.
#[derive(Debug, Default, Clone)]
pub(super) struct Browser {
    cookies: BTreeMap<String, Stored>,
}

#[derive(Debug, Clone)]
struct Stored {
    value: String,
    /// The attributes, `Max-Age` apart, in alphabetical order.
    attributes: Vec<String>,
    max_age: Option<u64>,
}

impl Browser {
    /// Takes what a response sets. Refuses, as a test failure, what a real one would silently drop.
    pub(super) fn receive(&mut self, fields: &[HeaderValue]) {
        for field in fields {
            let field = field.to_str().unwrap();
            let mut parts = field.split("; ");
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let mut attributes: Vec<_> = parts.map(str::to_owned).collect();
            attributes.sort_unstable();
            let max_age = attributes
                .iter()
                .find_map(|attribute| attribute.strip_prefix("Max-Age="))
                .map(|seconds| seconds.parse().unwrap());
            attributes.retain(|attribute| !attribute.starts_with("Max-Age="));

            assert!(name.len() + value.len() <= 4_096, "{name} is too long");
            assert!(
                !attributes
                    .iter()
                    .any(|attribute| attribute.starts_with("Domain"))
            );
            assert!(attributes.contains(&"Path=/".to_owned()));
            if name.starts_with("__") {
                assert!(attributes.contains(&"Secure".to_owned()));
            }
            if max_age == Some(0) {
                if let Some(gone) = self.cookies.remove(name) {
                    assert_eq!(gone.attributes, attributes, "deleted as it was not set");
                }
            } else {
                let stored = Stored {
                    value: value.to_owned(),
                    attributes,
                    max_age,
                };
                self.cookies.insert(name.to_owned(), stored);
            }
        }
    }

    /// Takes a cookie from elsewhere: of an earlier version of the application, or planted.
    pub(super) fn plant(&mut self, name: &str, value: &str) {
        let attributes = ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"].map(str::to_owned);
        let stored = Stored {
            value: value.to_owned(),
            attributes: attributes.into(),
            max_age: None,
        };
        self.cookies.insert(name.to_owned(), stored);
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.cookies.remove(name).unwrap();
    }

    /// The next request.
    pub(super) fn request(&self) -> HeaderMap {
        let pairs: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, cookie)| format!("{name}={}", cookie.value))
            .collect();
        if pairs.is_empty() {
            return HeaderMap::new();
        }
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&pairs.join("; ")).unwrap())])
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.cookies.keys().map(String::as_str).collect()
    }

    pub(super) fn value(&self, name: &str) -> &str {
        &self.cookies[name].value
    }

    pub(super) fn max_age(&self, name: &str) -> Option<u64> {
        self.cookies[name].max_age
    }

    pub(super) fn attributes(&self, name: &str) -> &[String] {
        &self.cookies[name].attributes
    }
}
