//! How an application proves at the token endpoint that it is itself (RFC 6749 §2.3).

use auth_spec::ClientAuthentication;
use bytes::Bytes;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderMap, Request, StatusCode};
use serde_json::json;

use crate::testing::answer::Answer;
use crate::testing::dpop::ProofError;
use crate::testing::parameters::Parameters;
use crate::testing::random::NoRandomness;
use crate::testing::{Client, Provider};

/// An error response of the token or revocation endpoint (RFC 6749 §5.2).
#[derive(Debug)]
pub(super) struct TokenError {
    status: StatusCode,
    code: &'static str,
    description: &'static str,
}

impl TokenError {
    pub(super) fn new(code: &'static str, description: &'static str) -> Self {
        let status = match code {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        Self {
            status,
            code,
            description,
        }
    }

    pub(super) fn into_answer(self) -> Answer {
        let body = json!({"error": self.code, "error_description": self.description});
        let mut answer = Answer::private_json(self.status, &body);
        if self.status == StatusCode::UNAUTHORIZED {
            answer.set(
                WWW_AUTHENTICATE,
                "Basic realm=\"provider\", charset=\"UTF-8\"",
            );
        }
        answer
    }
}

impl From<ProofError> for TokenError {
    fn from(error: ProofError) -> Self {
        Self::new(error.code(), error.description())
    }
}

impl From<NoRandomness> for TokenError {
    fn from(_: NoRandomness) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: "server_error",
            description: "the operating system gave no random bytes",
        }
    }
}

impl Provider {
    /// The form of a request, and the application that sent it.
    pub(super) fn authenticated_form(
        &self,
        request: &Request<Bytes>,
    ) -> Result<(Parameters, &Client), TokenError> {
        let invalid = |description| TokenError::new("invalid_request", description);
        let form = Parameters::of_form(request).ok_or_else(|| invalid("the body is not a form"))?;
        if form.repeated().is_some() {
            return Err(invalid("a parameter stands more than once in the form"));
        }
        if request.uri().query().is_some_and(|query| !query.is_empty()) {
            return Err(invalid("the parameters belong into the body"));
        }
        if form.get("client_assertion").is_some() || form.get("client_assertion_type").is_some() {
            let client = self.asserted_client(request.headers(), &form)?;
            return Ok((form, client));
        }
        let (method, id, secret) = match (
            basic_credentials(request.headers())?,
            form.get("client_secret"),
        ) {
            (Some(_), Some(_)) => {
                return Err(invalid("the client authenticates in two ways at once"));
            }
            (Some((id, secret)), None) => {
                if form.get("client_id").is_some_and(|other| other != id) {
                    return Err(invalid("the client says two different client_ids"));
                }
                (ClientAuthentication::Basic, id, Some(secret))
            }
            (None, secret) => {
                let method = match secret {
                    Some(_) => ClientAuthentication::Post,
                    None => ClientAuthentication::None,
                };
                let id = form.get("client_id").unwrap_or_default();
                (method, id.to_owned(), secret.map(str::to_owned))
            }
        };
        let client = self
            .client(&id)
            .filter(|client| client.accepts(method, secret.as_deref()));
        let client = client.ok_or(TokenError::new(
            "invalid_client",
            "no client with this id proves itself in this way",
        ))?;
        Ok((form, client))
    }
}

/// `Authorization: Basic`, with id and secret each form-encoded before they are joined (RFC 6749 §2.3.1).
fn basic_credentials(headers: &HeaderMap) -> Result<Option<(String, String)>, TokenError> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let decoded = || {
        let (scheme, credentials) = value.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let bytes = base64_simd::STANDARD
            .decode_to_vec(credentials.trim())
            .ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((form_decoded(id), form_decoded(secret)))
    };
    let malformed = TokenError::new("invalid_client", "the Authorization header is not Basic");
    decoded().map(Some).ok_or(malformed)
}

fn form_decoded(text: &str) -> String {
    // As the name of a parameter without a value; a literal `&` or `=` cannot be in encoded text and ends it.
    let mut pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}
