//! The UserInfo endpoint (OpenID Connect Core §5.3), with bearer tokens (RFC 6750) and with those that are bound to a key
//! (RFC 9449 §7).

use bytes::Bytes;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::Endpoint;
use crate::testing::Provider;
use crate::testing::answer::Answer;
use crate::testing::parameters::Parameters;
use crate::token::TokenType;

impl Provider {
    pub(super) fn userinfo(&self, request: &Request<Bytes>) -> Answer {
        if !matches!(*request.method(), Method::GET | Method::POST) {
            return Answer::method_not_allowed("GET, POST");
        }
        let (in_header, in_form) = (token_in_header(request), token_in_form(request));
        let (token_type, token) = match (in_header, in_form) {
            (Some(_), Some(_)) => {
                return refusal(StatusCode::BAD_REQUEST, BEARER, Some("invalid_request"));
            }
            (Some(presented), None) => presented,
            (None, Some(token)) => (TokenType::Bearer, token),
            (None, None) => return refusal(StatusCode::UNAUTHORIZED, BEARER, None),
        };
        let answer = match token_type {
            TokenType::Bearer => self.claims_of(&token, None, BEARER),
            TokenType::Dpop => match self.proved_key(request, Endpoint::UserInfo, Some(&token)) {
                Ok(Some(key)) => self.claims_of(&token, Some(&key), DPOP),
                Ok(None) => refusal(StatusCode::UNAUTHORIZED, DPOP, Some("invalid_dpop_proof")),
                Err(error) => refusal(StatusCode::UNAUTHORIZED, DPOP, Some(error.code())),
            },
        };
        self.with_dpop_nonce(request, answer)
    }

    /// What a token opens that is bound to this key, or to none.
    fn claims_of(&self, token: &str, key: Option<&str>, challenge: &str) -> Answer {
        let granted = {
            let now = self.now();
            let state = self.state();
            let entry = state
                .access_tokens
                .get(token)
                .filter(|entry| entry.is_active(now) && entry.dpop_jkt.as_deref() == key);
            entry.map(|entry| (std::sync::Arc::clone(&entry.grant), entry.scopes.clone()))
        };
        match granted {
            Some((grant, scopes)) => {
                let claims = self.claims(&grant, &scopes);
                Answer::private_json(StatusCode::OK, &Value::Object(claims))
            }
            None => refusal(StatusCode::UNAUTHORIZED, challenge, Some("invalid_token")),
        }
    }
}

/// RFC 6750 §2.1, RFC 9449 §7.1.
fn token_in_header(request: &Request<Bytes>) -> Option<(TokenType, String)> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let mut types = [TokenType::Bearer, TokenType::Dpop].into_iter();
    let token_type = types.find(|own| scheme.eq_ignore_ascii_case(own.name()))?;
    Some((token_type, token.trim().to_owned()))
}

/// RFC 6750 §2.2.
fn token_in_form(request: &Request<Bytes>) -> Option<String> {
    let form = Parameters::of_form(request).filter(|_| request.method() == Method::POST)?;
    form.get("access_token").map(str::to_owned)
}

/// RFC 6750 §3, RFC 9449 §7.1: without a code when there was no token.
fn refusal(status: StatusCode, challenge: &str, code: Option<&str>) -> Answer {
    let body = code.map_or_else(|| json!({}), |code| json!({"error": code}));
    let mut answer = Answer::private_json(status, &body);
    let challenge = match code {
        Some(code) => format!("{challenge}, error=\"{code}\""),
        None => challenge.to_owned(),
    };
    answer.set(WWW_AUTHENTICATE, &challenge);
    answer
}

const BEARER: &str = "Bearer realm=\"provider\"";
const DPOP: &str = "DPoP realm=\"provider\", algs=\"ES256\"";
