//! An application that proves that it is itself by what it has signed (RFC 7523 §3, OpenID Connect Core §9).

use http::HeaderMap;
use http::header::AUTHORIZATION;
use serde_json::{Map, Value};

use super::Endpoint;
use super::client_authentication::TokenError;
use crate::testing::jose::{decoded_json, verifies_with};
use crate::testing::parameters::Parameters;
use crate::testing::{Client, Provider, SigningAlgorithm};

impl Provider {
    /// The client that has signed the assertion of a form. It has to be right to the letter, and is good once.
    pub(super) fn asserted_client(
        &self,
        headers: &HeaderMap,
        form: &Parameters,
    ) -> Result<&Client, TokenError> {
        let refused = |description| TokenError::new("invalid_client", description);
        if headers.contains_key(AUTHORIZATION) || form.get("client_secret").is_some() {
            let text = "the client authenticates in two ways at once";
            return Err(TokenError::new("invalid_request", text));
        }
        if form.get("client_assertion_type") != Some(ASSERTION_TYPE) {
            return Err(refused("client_assertion_type is not jwt-bearer"));
        }
        let assertion = form.get("client_assertion").unwrap_or_default();
        let (input, signature) = assertion
            .rsplit_once('.')
            .ok_or(refused("client_assertion is no JWT"))?;
        let parts = input.split_once('.');
        let parts = parts
            .and_then(|(header, payload)| Some((decoded_json(header)?, decoded_json(payload)?)));
        let (header, claims) = parts.ok_or(refused("client_assertion is no JWT"))?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);

        let subject = text("sub").unwrap_or_default();
        if text("iss") != Some(subject) {
            return Err(refused("iss and sub of the assertion are not the same"));
        }
        if form.get("client_id").is_some_and(|id| id != subject) {
            return Err(refused("client_id is another client than the assertion's"));
        }
        let client = self
            .client(subject)
            .ok_or(refused("no client with this id is registered"))?;
        let algorithm = algorithm(&header)?;
        let key_id = header.get("kid");
        let signed = client
            .signing_keys()
            .filter(|key| key_id.is_none_or(|id| key.get("kid") == Some(id)))
            .any(|key| verifies_with(key, algorithm, input.as_bytes(), signature));
        if !signed {
            return Err(refused(
                "none of the client's keys has signed the assertion",
            ));
        }
        let audience = text("aud").unwrap_or_default();
        if audience != self.issuer() && audience != self.endpoint(Endpoint::Token) {
            return Err(refused("the assertion is meant for somebody else (aud)"));
        }
        self.check_times(&claims)?;
        let id = text("jti").filter(|id| !id.is_empty());
        let id = id.ok_or(refused("the assertion has no jti"))?;
        let id = format!("{subject} {id}");
        let mut state = self.state();
        if state.assertions.get(&id).is_some() {
            return Err(refused("the assertion has been used before"));
        }
        state.assertions.insert(id, ());
        Ok(client)
    }

    fn check_times(&self, claims: &Map<String, Value>) -> Result<(), TokenError> {
        let refused = |description| TokenError::new("invalid_client", description);
        let now = self.now();
        let time = |name: &str| claims.get(name).and_then(Value::as_u64);
        let expiry = time("exp").ok_or(refused("the assertion does not end (exp)"))?;
        if now >= expiry {
            return Err(refused("the assertion has expired"));
        }
        if expiry.saturating_sub(now) > LONGEST_ASSERTION {
            return Err(refused("the assertion is good for too long"));
        }
        let later = |name: &str| {
            claims.contains_key(name) && time(name).is_none_or(|at| at > now.saturating_add(SKEW))
        };
        if later("iat") || later("nbf") {
            return Err(refused("the assertion is not good yet"));
        }
        Ok(())
    }
}

/// RFC 7515 §4.1.1, §4.1.9 and §4.1.11.
fn algorithm(header: &Map<String, Value>) -> Result<SigningAlgorithm, TokenError> {
    let refused = |description| TokenError::new("invalid_client", description);
    let named = header.get("alg").and_then(Value::as_str);
    let algorithm = CLIENT_ASSERTION_ALGORITHMS
        .into_iter()
        .find(|algorithm| named == Some(algorithm.name()));
    let algorithm = algorithm.ok_or(refused("the assertion's algorithm is not accepted"))?;
    if header.contains_key("crit") {
        return Err(refused("the assertion has critical header parameters"));
    }
    let own_type = header.get("typ").is_none_or(|typ| {
        typ.as_str().is_some_and(|typ| {
            typ.eq_ignore_ascii_case("JWT") || typ.eq_ignore_ascii_case("client-authentication+jwt")
        })
    });
    if !own_type {
        return Err(refused(
            "the assertion says that it is another kind of token",
        ));
    }
    Ok(algorithm)
}

/// What clients may sign by.
pub(super) const CLIENT_ASSERTION_ALGORITHMS: [SigningAlgorithm; 4] = [
    SigningAlgorithm::Es256,
    SigningAlgorithm::EdDsa,
    SigningAlgorithm::Rs256,
    SigningAlgorithm::Ps256,
];

/// RFC 7523 §2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// In seconds: an assertion is made for the request that brings it.
const LONGEST_ASSERTION: u64 = 120;

/// How far two clocks may differ, in seconds (FAPI 2.0 §5.3.2.1).
const SKEW: u64 = 10;
