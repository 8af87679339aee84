//! What the provider says about itself: the discovery document, the keys, and keys that are not its own.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use serde_json::json;

use super::Endpoint;
use super::client_assertion::CLIENT_ASSERTION_ALGORITHMS;
use crate::testing::answer::Answer;
use crate::testing::jose::{FOREIGN_CERTIFICATE, pem};
use crate::testing::page;
use crate::testing::parameters::Parameters;
use crate::testing::{Provider, SigningAlgorithm};

impl Provider {
    /// OpenID Connect Discovery §3, with the additions of RFC 8414, RFC 9207, RP-Initiated Logout §2.1,
    /// Back-Channel Logout §2.1 and Front-Channel Logout §3.
    pub(super) fn discovery(&self) -> Answer {
        let algorithm = self.state().keys.algorithm();
        let client_authentication = [
            "client_secret_basic",
            "client_secret_post",
            "private_key_jwt",
            "none",
        ];
        let assertions = CLIENT_ASSERTION_ALGORITHMS.map(SigningAlgorithm::name);
        let document = json!({
            "issuer": self.issuer(),
            "authorization_endpoint": self.endpoint(Endpoint::Authorization),
            "pushed_authorization_request_endpoint": self.endpoint(Endpoint::PushedAuthorization),
            "require_pushed_authorization_requests": self.inner().pushed_only,
            "token_endpoint": self.endpoint(Endpoint::Token),
            "userinfo_endpoint": self.endpoint(Endpoint::UserInfo),
            "jwks_uri": self.endpoint(Endpoint::Keys),
            "revocation_endpoint": self.endpoint(Endpoint::Revocation),
            "end_session_endpoint": self.endpoint(Endpoint::EndSession),
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "form_post"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [algorithm.name()],
            "token_endpoint_auth_methods_supported": client_authentication,
            "token_endpoint_auth_signing_alg_values_supported": assertions,
            "revocation_endpoint_auth_methods_supported": client_authentication,
            "revocation_endpoint_auth_signing_alg_values_supported": assertions,
            "code_challenge_methods_supported": ["S256"],
            "dpop_signing_alg_values_supported": ["ES256"],
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "claims_supported": [
                "sub", "name", "email", "email_verified", "picture", "roles", "auth_time", "sid",
            ],
            "authorization_response_iss_parameter_supported": true,
            "backchannel_logout_supported": true,
            "backchannel_logout_session_supported": true,
            "frontchannel_logout_supported": true,
            "frontchannel_logout_session_supported": true,
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
        });
        Answer::json(StatusCode::OK, &document)
    }

    pub(super) fn keys(&self) -> Answer {
        Answer::json(StatusCode::OK, &self.state().keys.jwks())
    }

    pub(super) fn foreign_keys(&self, request: &Request<Bytes>) -> Answer {
        let state = self.state();
        if !request.uri().path().ends_with(FOREIGN_CERTIFICATE) {
            return Answer::json(StatusCode::OK, &state.keys.foreign_jwks());
        }
        let mut answer = Answer::new(StatusCode::OK);
        answer.set(CONTENT_TYPE, "application/x-pem-file");
        answer.body = pem("CERTIFICATE", state.keys.foreign_certificate()).into();
        answer
    }

    pub(super) fn picture(&self, request: &Request<Bytes>) -> Answer {
        let parameters = Parameters::of_query(request);
        match parameters
            .get("of")
            .and_then(|subject| self.persona(subject))
        {
            Some(persona) => page::picture(persona),
            None => Answer::new(StatusCode::NOT_FOUND),
        }
    }
}
