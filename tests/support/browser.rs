//! A browser without a screen: a cookie store by the rules of RFC 6265bis, and the headers that browsers send.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, REFERER, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;
use url::Url;

/// One browser that talks to one application, in process.
#[derive(Debug, Clone)]
pub struct Browser {
    app: Router,
    origin: Url,
    /// Cookies by name.
    pub cookies: BTreeMap<String, StoredCookie>,
}

/// A cookie as the browser keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCookie {
    /// What is sent back.
    pub value: String,
    /// The attributes as they were sent, in lower case, sorted.
    pub attributes: Vec<String>,
}

/// An answer with its whole body.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Browser {
    /// A browser with no cookies, for the application at that origin.
    #[must_use]
    pub fn new(app: Router, origin: &str) -> Self {
        Self {
            app,
            origin: Url::parse(origin).expect("an origin"),
            cookies: BTreeMap::new(),
        }
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path, &[(ACCEPT, HTML)], Body::empty()))
            .await
    }

    /// Opens a page from a link on another page of the application.
    pub async fn open_from(&mut self, page: &str, path: &str) -> Answer {
        let referer = self.url(page).to_string();
        self.send(self.request(
            Method::GET,
            path,
            &[(ACCEPT, HTML), (REFERER, &referer)],
            Body::empty(),
        ))
        .await
    }

    /// Submits a form of the application.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.submit_with(path, fields, &[]).await
    }

    /// Submits a form of the application with further headers.
    pub async fn submit_with(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(HeaderName, &str)],
    ) -> Answer {
        let origin = self.origin.origin().ascii_serialization();
        let mut all = vec![
            (ACCEPT, HTML),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
            (ORIGIN, origin.as_str()),
            (HeaderName::from_static("sec-fetch-site"), "same-origin"),
        ];
        all.retain(|(name, _)| headers.iter().all(|(other, _)| other != name));
        all.extend(headers.iter().cloned());
        self.send(self.request(Method::POST, path, &all, Body::from(form(fields))))
            .await
    }

    /// Opens a page as a browser does that says so (Fetch Metadata): a whole address, or a path.
    pub async fn navigate(&mut self, url: &str) -> Answer {
        let headers = [(ACCEPT, HTML), NAVIGATES];
        self.send(self.request(Method::GET, url, &headers, Body::empty()))
            .await
    }

    /// Submits a form of a page that is shown, likewise.
    pub async fn navigate_by(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.submit_with(path, fields, &[NAVIGATES]).await
    }

    /// Submits a form of a page at another site's origin: cookies come along only if they say `SameSite=None`
    /// (RFC 6265bis §5.8.3).
    pub async fn submit_from(&mut self, origin: &str, path: &str, form: String) -> Answer {
        let headers = [
            (ACCEPT, HTML),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
            (ORIGIN, origin),
            (HeaderName::from_static("sec-fetch-site"), "cross-site"),
        ];
        let request = self.request(Method::POST, path, &headers, form.into());
        let all = self.cookies.clone();
        self.cookies
            .retain(|_, cookie| cookie.attributes.contains(&"samesite=none".to_owned()));
        let sent: Vec<String> = self.cookies.keys().cloned().collect();
        let answer = self.send(request).await;
        // Those that were held back are still there, unless the answer said otherwise.
        for (name, cookie) in all {
            if !sent.contains(&name) && !answer.cookie_names().contains(&name.as_str()) {
                self.cookies.insert(name, cookie);
            }
        }
        answer
    }

    /// Submits the one form of a page of the application, as it is.
    pub async fn submit_form_of(&mut self, page: &Answer) -> Answer {
        let (action, fields) = page.form();
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.submit(&action, &fields).await
    }

    /// Sends a request as it is, with the cookies of this browser, and keeps the cookies of the answer.
    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        if !request.headers().contains_key(COOKIE) && !self.cookies.is_empty() {
            let value = self.cookie_header();
            request
                .headers_mut()
                .insert(COOKIE, HeaderValue::try_from(value).expect("cookies"));
        }
        let answer =
            Answer::read(self.app.clone().oneshot(request).await.expect("an answer")).await;
        for value in answer.headers.get_all(SET_COOKIE) {
            self.keep(value.to_str().expect("a cookie in ASCII"));
        }
        answer
    }

    /// A request of this browser, without its cookies.
    #[must_use]
    pub fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(HeaderName, &str)],
        body: Body,
    ) -> Request<Body> {
        let url = self.url(path);
        let mut target = url.path().to_owned();
        if let Some(query) = url.query() {
            target.push('?');
            target.push_str(query);
        }
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        request.body(body).expect("a request")
    }

    /// The `Cookie` header that this browser sends.
    #[must_use]
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, cookie)| format!("{name}={}", cookie.value))
            .collect();
        pairs.join("; ")
    }

    /// The names of the cookies that start so.
    #[must_use]
    pub fn cookies_named(&self, prefix: &str) -> Vec<&str> {
        self.cookies
            .keys()
            .filter(|name| name.starts_with(prefix))
            .map(String::as_str)
            .collect()
    }

    /// Keeps, replaces or deletes a cookie as a browser does; what a browser would refuse makes the test fail.
    fn keep(&mut self, set_cookie: &str) {
        let mut parts = set_cookie.split(';').map(str::trim);
        let (name, value) = parts
            .next()
            .and_then(|pair| pair.split_once('='))
            .expect("a pair");
        let mut attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
        attributes.sort_unstable();
        let has = |wanted: &str| attributes.iter().any(|attribute| attribute == wanted);
        assert!(
            name.len() + value.len() <= 4096,
            "{name} is larger than a cookie may be"
        );
        assert!(has("httponly"), "{set_cookie}");
        assert!(
            !attributes
                .iter()
                .any(|attribute| attribute.starts_with("domain=")),
            "{set_cookie}"
        );
        if self.origin.scheme() == "https" {
            assert!(has("secure"), "{set_cookie}");
        }
        if name.starts_with("__Host-") {
            assert!(has("secure") && has("path=/"), "{set_cookie}");
        }
        if has("max-age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(
                name.to_owned(),
                StoredCookie {
                    value: value.to_owned(),
                    attributes,
                },
            );
        }
    }

    fn url(&self, path: &str) -> Url {
        let url = self.origin.join(path).expect("a path");
        assert_eq!(
            url.origin(),
            self.origin.origin(),
            "{path} leads to another origin"
        );
        url
    }
}

impl Answer {
    /// Reads the whole answer.
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Where it leads.
    #[must_use]
    pub fn location(&self) -> &str {
        self.headers
            .get(LOCATION)
            .map_or("", |value| value.to_str().expect("a location in ASCII"))
    }

    /// Where it leads, as a URL.
    #[must_use]
    pub fn location_url(&self) -> Url {
        Url::parse(self.location()).expect("an absolute location")
    }

    /// A parameter of the URL it leads to.
    #[must_use]
    pub fn location_parameter(&self, name: &str) -> Option<String> {
        parameter(&self.location_url(), name)
    }

    /// Where it leads at once when it is shown.
    #[must_use]
    pub fn refresh(&self) -> &str {
        let refresh = self.header("refresh").strip_prefix("0; url=");
        refresh.expect("it leads on")
    }

    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Where the one form of this page is sent, and its hidden fields.
    #[must_use]
    pub fn form(&self) -> (String, Vec<(String, String)>) {
        let html = self.text();
        assert_eq!(html.matches("<form").count(), 1, "{html}");
        let (_, action) = html.split_once(" action=\"").expect("an action");
        let fields = html.split("<input type=\"hidden\" name=\"").skip(1);
        let fields = fields.map(|field| {
            let (name, rest) = field.split_once("\" value=\"").expect("a value");
            (unescaped(name), unescaped(until_quote(rest)))
        });
        (unescaped(until_quote(action)), fields.collect())
    }

    /// The names of the cookies that it sets or deletes.
    #[must_use]
    pub fn cookie_names(&self) -> Vec<&str> {
        self.headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok()?.split('=').next())
            .collect()
    }
}

fn until_quote(text: &str) -> &str {
    text.split_once('"').expect("an end of an attribute").0
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// A parameter of a URL's query.
#[must_use]
pub fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// Path and query of a URL.
#[must_use]
pub fn path_and_query(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// Fields as a form body.
#[must_use]
pub fn form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// What says that an answer is going to be shown.
pub const NAVIGATES: (HeaderName, &str) = (HeaderName::from_static("sec-fetch-mode"), "navigate");

/// What htmx and other scripts accept that say nothing of it.
pub const ANYTHING: (HeaderName, &str) = (ACCEPT, "*/*");

/// What Chromium sends for a page.
pub const HTML: &str =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
