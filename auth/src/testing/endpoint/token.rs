//! The token endpoint (RFC 6749 §3.2): codes and refresh tokens for tokens.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::{Map, Value, json};

use super::Endpoint;
use super::client_authentication::TokenError;
use crate::testing::answer::Answer;
use crate::testing::grant::{AccessToken, Grant, RefreshToken};
use crate::testing::jose::{at_hash, sha256_base64url, sign_id_token};
use crate::testing::parameters::{Parameters, words};
use crate::testing::random::random_token;
use crate::testing::{Client, IdTokenForgery, Provider};

impl Provider {
    pub(super) fn token(&self, request: &Request<Bytes>) -> Answer {
        let answer = self.authenticated_form(request).and_then(|(form, client)| {
            // RFC 9449 §5: before code or refresh token are looked at.
            let key = self.proved_key(request, Endpoint::Token, None)?;
            if client.needs_dpop() && key.is_none() {
                let description = "this client gets no tokens without a DPoP proof";
                return Err(TokenError::new("invalid_dpop_proof", description));
            }
            match form.get("grant_type") {
                Some("authorization_code") => self.exchange_code(&form, client, key),
                Some("refresh_token") => self.refresh(&form, client, key),
                None => Err(TokenError::new("invalid_request", "grant_type is missing")),
                Some(_) => Err(TokenError::new(
                    "unsupported_grant_type",
                    "grant_type is neither authorization_code nor refresh_token",
                )),
            }
        });
        let answer = answer.unwrap_or_else(TokenError::into_answer);
        self.with_dpop_nonce(request, answer)
    }

    /// RFC 6749 §4.1.3 with RFC 7636 §4.6 and RFC 9449 §10.
    fn exchange_code(
        &self,
        form: &Parameters,
        client: &Client,
        key: Option<String>,
    ) -> Result<Answer, TokenError> {
        let refused = |description| TokenError::new("invalid_grant", description);
        let code = form
            .get("code")
            .ok_or(TokenError::new("invalid_request", "code is missing"))?;
        let grant = {
            let now = self.now();
            let mut state = self.state();
            let entry = state
                .codes
                .get_mut(code)
                .filter(|entry| entry.grant.client_id == client.id())
                .ok_or(refused("there is no such code"))?;
            if entry.used {
                // Somebody else may hold what the first use gave (RFC 6749 §4.1.2).
                entry.grant.revoke();
                return Err(refused("the code has been used before"));
            }
            entry.used = true;
            if entry.grant.is_revoked() || now >= entry.expires_at {
                return Err(refused("the code has expired"));
            }
            if form.get("redirect_uri") != Some(&entry.redirect_uri) {
                return Err(refused(
                    "redirect_uri is not the one of the authorization request",
                ));
            }
            if !verifies(form.get("code_verifier"), &entry.code_challenge) {
                return Err(refused("code_verifier does not match the code_challenge"));
            }
            if entry.dpop_jkt.is_some() && entry.dpop_jkt != key {
                return Err(refused("the code is bound to another key (dpop_jkt)"));
            }
            Arc::clone(&entry.grant)
        };
        let nonce = grant.nonce.clone();
        let scopes = grant.scopes.clone();
        self.issue(&grant, scopes, nonce, key)
    }

    /// RFC 6749 §6, with a new refresh token each time (RFC 9700 §4.14.2).
    fn refresh(
        &self,
        form: &Parameters,
        client: &Client,
        key: Option<String>,
    ) -> Result<Answer, TokenError> {
        let refused = |description| TokenError::new("invalid_grant", description);
        let token = form.get("refresh_token").ok_or(TokenError::new(
            "invalid_request",
            "refresh_token is missing",
        ))?;
        let grant = {
            let mut state = self.state();
            let entry = state
                .refresh_tokens
                .get_mut(token)
                .filter(|entry| entry.grant.client_id == client.id())
                .ok_or(refused("there is no such refresh token"))?;
            if entry.used {
                entry.grant.revoke();
                return Err(refused("the refresh token has been used before"));
            }
            if entry.grant.is_revoked() {
                return Err(refused("the refresh token has been revoked"));
            }
            if entry.dpop_jkt.is_some() && entry.dpop_jkt != key {
                return Err(refused("the refresh token is bound to another key"));
            }
            let asked = words(form.get("scope").unwrap_or_default());
            if !asked.into_iter().all(|scope| entry.grant.has_scope(scope)) {
                return Err(TokenError::new(
                    "invalid_scope",
                    "scope is more than was granted",
                ));
            }
            entry.used = true;
            Arc::clone(&entry.grant)
        };
        let scopes = match form.get("scope") {
            Some(scope) => words(scope).map(str::to_owned).collect(),
            None => grant.scopes.clone(),
        };
        self.issue(&grant, scopes, None, key)
    }

    /// RFC 6749 §5.1 with OpenID Connect Core §3.1.3.3 and §12.2; bound to a key, if there is one (RFC 9449 §5).
    fn issue(
        &self,
        grant: &Arc<Grant>,
        scopes: Vec<String>,
        nonce: Option<String>,
        key: Option<String>,
    ) -> Result<Answer, TokenError> {
        let lifetime = self.inner().access_token_lifetime;
        let access_token = random_token()?;
        let mut response = json!({
            "access_token": access_token,
            "token_type": if key.is_some() { "DPoP" } else { "Bearer" },
            "expires_in": lifetime,
            "scope": scopes.join(" "),
        });
        if grant.has_scope("openid") {
            let id_token = self.id_token(grant, &access_token, nonce)?;
            set(&mut response, "id_token", id_token);
        }
        let public = self.client(&grant.client_id).is_some_and(Client::is_public);
        let mut state = self.state();
        if grant.has_scope("offline_access") {
            let refresh_token = random_token()?;
            set(&mut response, "refresh_token", refresh_token.clone());
            let entry = RefreshToken {
                grant: Arc::clone(grant),
                used: false,
                dpop_jkt: key.clone().filter(|_| public),
            };
            state.refresh_tokens.insert(refresh_token, entry);
        }
        let entry = AccessToken {
            grant: Arc::clone(grant),
            scopes,
            expires_at: self.now().saturating_add(lifetime),
            revoked: false,
            dpop_jkt: key,
        };
        state.access_tokens.insert(access_token, entry);
        Ok(Answer::private_json(StatusCode::OK, &response))
    }

    /// OpenID Connect Core §2, or what a test wants in its place.
    fn id_token(
        &self,
        grant: &Grant,
        access_token: &str,
        nonce: Option<String>,
    ) -> Result<String, TokenError> {
        let now = self.now();
        let mut claims = self.claims(grant, &grant.scopes);
        let mut state = self.state();
        let forgery = state.forgeries.take();
        if forgery.as_ref().is_some_and(IdTokenForgery::rotates_first) {
            state.keys.rotate()?;
        }
        let own = [
            ("iss", self.issuer().into()),
            ("aud", grant.client_id.as_str().into()),
            ("iat", now.into()),
            ("exp", now.saturating_add(ID_TOKEN_LIFETIME).into()),
            ("auth_time", grant.session.auth_time.into()),
            ("sid", grant.session.sid.as_str().into()),
            (
                "at_hash",
                at_hash(state.keys.algorithm(), access_token).into(),
            ),
        ];
        claims.extend(own.map(|(name, value): (&str, Value)| (name.to_owned(), value)));
        claims.remove("nonce");
        claims.extend(nonce.map(|nonce| ("nonce".to_owned(), nonce.into())));
        Ok(sign_id_token(
            &state.keys,
            &self.inner().base,
            claims,
            forgery.as_ref(),
        )?)
    }

    /// What these scopes tell about the user.
    pub(super) fn claims(&self, grant: &Grant, scopes: &[String]) -> Map<String, Value> {
        let persona = &grant.session.persona;
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("of", persona.subject());
        let picture = format!("{}?{}", self.endpoint(Endpoint::Picture), query.finish());
        persona.claims_for(scopes, &picture)
    }
}

/// RFC 7636 §4.1 and §4.6.
fn verifies(code_verifier: Option<&str>, code_challenge: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    code_verifier.is_some_and(|verifier| {
        (43..=128).contains(&verifier.len())
            && verifier.bytes().all(unreserved)
            && sha256_base64url(verifier) == code_challenge
    })
}

fn set(response: &mut Value, name: &str, value: String) {
    if let Some(members) = response.as_object_mut() {
        members.insert(name.to_owned(), value.into());
    }
}

/// In seconds.
const ID_TOKEN_LIFETIME: u64 = 3600;
