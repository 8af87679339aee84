//! The pushed authorization request endpoint (RFC 9126).

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::json;

use super::client_authentication::TokenError;
use crate::testing::answer::Answer;
use crate::testing::page;
use crate::testing::parameters::Parameters;
use crate::testing::random::random_token;
use crate::testing::{Client, Provider};

/// An authorization request that waits for its browser.
#[derive(Debug, Clone)]
pub(in crate::testing) struct PushedRequest {
    client_id: String,
    parameters: Parameters,
    expires_at: u64,
}

impl Provider {
    pub(super) fn pushed_authorization(&self, request: &Request<Bytes>) -> Answer {
        self.push(request).unwrap_or_else(TokenError::into_answer)
    }

    /// §2.1 and §2.2. What is wrong with a request is said here, and not to the browser.
    fn push(&self, request: &Request<Bytes>) -> Result<Answer, TokenError> {
        let (form, client) = self.authenticated_form(request)?;
        let parameters = form
            .iter()
            .filter(|(name, _)| !AUTHENTICATION.contains(name))
            .filter(|(name, _)| *name != "client_id")
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .chain([("client_id".to_owned(), client.id().to_owned())]);
        let parameters = Parameters::from_pairs(parameters);
        self.check_request(client, &parameters).map_err(|code| {
            TokenError::new(code, "the authorization request cannot be accepted")
        })?;
        let request_uri = format!("{NAMES}{}", random_token()?);
        let entry = PushedRequest {
            client_id: client.id().to_owned(),
            parameters,
            expires_at: self.now().saturating_add(LIFETIME),
        };
        self.state().pushed.insert(request_uri.clone(), entry);
        let body = json!({ "request_uri": request_uri, "expires_in": LIFETIME });
        Ok(Answer::private_json(StatusCode::CREATED, &body))
    }

    /// What was pushed under the name that a browser brings, which then names nothing any more; `None` where it brings a whole
    /// request (§4).
    pub(super) fn pushed_parameters(
        &self,
        client: &Client,
        parameters: &Parameters,
    ) -> Result<Option<Parameters>, Box<Answer>> {
        let refused = |code, text: &str| Err(Box::new(page::refusal(code, text)));
        // Another one names a request object (RFC 9101), of which this provider takes none.
        let named = parameters.get("request_uri");
        let Some(request_uri) = named.filter(|uri| uri.starts_with(NAMES)) else {
            if self.inner().pushed_only {
                let text = "Authorization requests have to be pushed to this provider.";
                return refused("invalid_request", text);
            }
            return Ok(None);
        };
        if let Some((name, _)) = parameters
            .iter()
            .find(|(name, _)| !matches!(*name, "client_id" | "request_uri"))
        {
            let text = format!("The request names {name} beside the request_uri.");
            return refused("invalid_request", &text);
        }
        let pushed = self.state().pushed.remove(request_uri);
        let now = self.now();
        match pushed {
            Some(pushed) if pushed.client_id == client.id() && now < pushed.expires_at => {
                Ok(Some(pushed.parameters))
            }
            _ => refused(
                "invalid_request_uri",
                "The request_uri names nothing: it was used, has expired, or is another client's.",
            ),
        }
    }
}

/// How a client says who it is, which is no part of what it asks.
const AUTHENTICATION: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// What the name of a pushed request begins with (§2.2).
const NAMES: &str = "urn:ietf:params:oauth:request_uri:";

/// In seconds.
const LIFETIME: u64 = 60;
