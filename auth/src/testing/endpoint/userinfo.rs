//! The UserInfo endpoint (OpenID Connect Core §5.3), with bearer tokens (RFC 6750).

use bytes::Bytes;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use crate::testing::Provider;
use crate::testing::answer::Answer;
use crate::testing::parameters::Parameters;

impl Provider {
    pub(super) fn userinfo(&self, request: &Request<Bytes>) -> Answer {
        if !matches!(*request.method(), Method::GET | Method::POST) {
            return Answer::method_not_allowed("GET, POST");
        }
        let (in_header, in_form) = (bearer_token(request), token_in_form(request));
        let token = match (in_header, in_form) {
            (Some(_), Some(_)) => return refusal(StatusCode::BAD_REQUEST, Some("invalid_request")),
            (Some(token), None) | (None, Some(token)) => token,
            (None, None) => return refusal(StatusCode::UNAUTHORIZED, None),
        };
        let granted = {
            let now = self.now();
            let state = self.state();
            let entry = state
                .access_tokens
                .get(&token)
                .filter(|entry| entry.is_active(now));
            entry.map(|entry| (std::sync::Arc::clone(&entry.grant), entry.scopes.clone()))
        };
        match granted {
            Some((grant, scopes)) => {
                let claims = self.claims(&grant, &scopes);
                Answer::private_json(StatusCode::OK, &Value::Object(claims))
            }
            None => refusal(StatusCode::UNAUTHORIZED, Some("invalid_token")),
        }
    }
}

/// RFC 6750 §2.1.
fn bearer_token(request: &Request<Bytes>) -> Option<String> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

/// RFC 6750 §2.2.
fn token_in_form(request: &Request<Bytes>) -> Option<String> {
    let form = Parameters::of_form(request).filter(|_| request.method() == Method::POST)?;
    form.get("access_token").map(str::to_owned)
}

/// RFC 6750 §3: without a code when there was no token.
fn refusal(status: StatusCode, code: Option<&str>) -> Answer {
    let challenge = match code {
        Some(code) => format!("Bearer realm=\"provider\", error=\"{code}\""),
        None => "Bearer realm=\"provider\"".to_owned(),
    };
    let body = code.map_or_else(|| json!({}), |code| json!({"error": code}));
    let mut answer = Answer::private_json(status, &body);
    answer.set(WWW_AUTHENTICATE, &challenge);
    answer
}
