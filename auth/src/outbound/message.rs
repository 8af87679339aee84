//! One request and its answer.

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, response};
use serde_json::{Map, Value};

use super::Endpoint;

/// A request that asks for JSON.
#[derive(Debug)]
pub(crate) struct Outgoing<'a> {
    endpoint: &'a Endpoint,
    method: Method,
    authorization: Option<HeaderValue>,
    dpop: Option<HeaderValue>,
    form: Option<String>,
}

impl<'a> Outgoing<'a> {
    /// Asks for what is there.
    pub(crate) fn get(endpoint: &'a Endpoint) -> Self {
        Self {
            endpoint,
            method: Method::GET,
            authorization: None,
            dpop: None,
            form: None,
        }
    }

    /// Sends a form (`application/x-www-form-urlencoded`).
    pub(crate) fn post(endpoint: &'a Endpoint, form: String) -> Self {
        Self {
            endpoint,
            method: Method::POST,
            authorization: None,
            dpop: None,
            form: Some(form),
        }
    }

    /// With credentials, which nothing prints.
    pub(crate) fn authorization(mut self, mut credentials: HeaderValue) -> Self {
        credentials.set_sensitive(true);
        self.authorization = Some(credentials);
        self
    }

    /// With a proof that the tokens' key is at hand (RFC 9449 §4.1), which nothing prints.
    pub(crate) fn dpop(mut self, mut proof: HeaderValue) -> Self {
        proof.set_sensitive(true);
        self.dpop = Some(proof);
        self
    }

    pub(crate) fn method(&self) -> &Method {
        &self.method
    }

    pub(super) fn endpoint(&self) -> &'a Endpoint {
        self.endpoint
    }

    pub(super) fn into_http(self) -> http::Request<Bytes> {
        let mut request = http::Request::new(Bytes::from(self.form.unwrap_or_default()));
        *request.uri_mut() = self.endpoint.uri().clone();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if let Some(credentials) = self.authorization {
            headers.insert(AUTHORIZATION, credentials);
        }
        if let Some(proof) = self.dpop {
            headers.insert(DPOP, proof);
        }
        if self.method == Method::POST {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        }
        *request.method_mut() = self.method;
        request
    }
}

/// An answer, read to its end.
pub(crate) struct Answer {
    status: StatusCode,
    media_type: Option<HeaderValue>,
    retry_after: Option<u64>,
    dpop_nonces: Vec<HeaderValue>,
    challenges: Vec<HeaderValue>,
    body: Bytes,
}

/// Why a body is not the JSON that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// It has no bytes.
    Empty,
    /// It says of itself that it is a JWT (RFC 7519 §10.3.1): signed or encrypted, which was not asked for.
    Jwt,
    /// It says of itself that it is something else.
    NotJson,
    /// It says that it is JSON, and is not, or is nested too deeply.
    Malformed,
    /// It is JSON of another kind than an object.
    NotAnObject,
}

impl BodyFault {
    /// What is wrong, to be read after the name of the endpoint.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "answered with nothing",
            Self::Jwt => {
                "answered with a JWT and not with JSON: have the client registered without signed or encrypted answers"
            }
            Self::NotJson => "did not answer with JSON",
            Self::Malformed => "answered with malformed JSON",
            Self::NotAnObject => "answered with JSON that is not an object",
        }
    }
}

impl Answer {
    pub(super) fn new(head: &response::Parts, body: Bytes) -> Self {
        let media_type = head.headers.get(CONTENT_TYPE).cloned();
        let retry_after = head.headers.get(RETRY_AFTER);
        let all =
            |headers: &HeaderMap, name: HeaderName| headers.get_all(name).iter().cloned().collect();
        Self {
            dpop_nonces: all(&head.headers, DPOP_NONCE),
            challenges: all(&head.headers, WWW_AUTHENTICATE),
            status: head.status,
            media_type,
            retry_after: retry_after.and_then(|value| value.to_str().ok()?.parse().ok()),
            body,
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// When to ask again, in seconds (RFC 9110 §10.2.3). A date is not read: it would have to be believed.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// The values of `DPoP-Nonce` (RFC 9449 §8.1), which should be one at most.
    pub(crate) fn dpop_nonces(&self) -> &[HeaderValue] {
        &self.dpop_nonces
    }

    /// The values of `WWW-Authenticate` (RFC 9110 §11.6.1).
    pub(crate) fn challenges(&self) -> &[HeaderValue] {
        &self.challenges
    }

    /// The body as JSON. serde_json stops at a depth of 128 (PF-04).
    pub(crate) fn json(&self) -> Result<Value, BodyFault> {
        if self.body.is_empty() {
            return Err(BodyFault::Empty);
        }
        match self.media_type.as_ref().map(essence) {
            None => {}
            Some(essence) if is_json(&essence) => {}
            Some(essence) if essence == "application/jwt" => return Err(BodyFault::Jwt),
            Some(_) => return Err(BodyFault::NotJson),
        }
        serde_json::from_slice(&self.body).map_err(|_| BodyFault::Malformed)
    }

    /// The body as a JSON object.
    pub(crate) fn json_object(&self) -> Result<Map<String, Value>, BodyFault> {
        match self.json()? {
            Value::Object(members) => Ok(members),
            _ => Err(BodyFault::NotAnObject),
        }
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Answer({})", self.status)
    }
}

/// The media type without its parameters; empty where it is no text.
fn essence(media_type: &HeaderValue) -> String {
    let text = media_type.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// `application/json`, `…+json`, and the names JSON had before it had its own. No name at all is left to the parser.
fn is_json(essence: &str) -> bool {
    matches!(
        essence,
        "application/json" | "text/json" | "text/javascript"
    ) || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// The providers' logs say who asked; GitHub refuses a request that does not say.
const AGENT: &str = concat!("auth/", env!("CARGO_PKG_VERSION"));
const DPOP: HeaderName = HeaderName::from_static("dpop");
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");
const FORM: &str = "application/x-www-form-urlencoded";
