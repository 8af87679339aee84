//! Requests to the token endpoint: an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5) or a refresh token (§6) for
//! tokens.

use std::fmt;

use url::form_urlencoded;

use super::client_authentication::ClientCredentials;
use super::dpop::{Asked, Dpop, send};
use super::response::TokenResponse;
use super::token_type::TokenType;
use crate::config::Secret;
use crate::error::{ProviderEndpoint, ProviderFault};
use crate::outbound::{Endpoint, Outbound, Outgoing};

/// A code, and what proves that it was meant for us.
#[derive(Clone, Copy)]
pub(crate) struct AuthorizationCodeGrant<'a> {
    pub(crate) code: &'a str,
    pub(crate) code_verifier: Option<&'a str>,
    /// The one that was sent with the authorization request.
    pub(crate) redirect_uri: &'a str,
}

impl AuthorizationCodeGrant<'_> {
    /// Redeems the code: one request, because a code is for one use. It is made anew in the one case in which the provider has
    /// not looked at the code yet: it demands a nonce in the proof (see [`dpop`](super::dpop)).
    pub(crate) async fn redeem(
        self,
        outbound: &Outbound,
        endpoint: &Endpoint,
        client: ClientCredentials<'_>,
        dpop: Option<Dpop<'_>>,
    ) -> Result<TokenResponse, ProviderFault> {
        ask(outbound, endpoint, &client, dpop, || self.form(&client)).await
    }

    fn form(&self, client: &ClientCredentials<'_>) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", self.code)
            .append_pair("redirect_uri", self.redirect_uri);
        if let Some(code_verifier) = self.code_verifier {
            form.append_pair("code_verifier", code_verifier);
        }
        client.write(&mut form);
        form.finish()
    }
}

/// A refresh token: for tokens of the same scope.
#[derive(Clone, Copy)]
pub(crate) struct RefreshTokenGrant<'a>(pub(crate) &'a Secret);

impl RefreshTokenGrant<'_> {
    /// Redeems it: one request, because many are for one use, made anew in that one case.
    pub(crate) async fn redeem(
        self,
        outbound: &Outbound,
        endpoint: &Endpoint,
        client: ClientCredentials<'_>,
        dpop: Option<Dpop<'_>>,
    ) -> Result<TokenResponse, ProviderFault> {
        ask(outbound, endpoint, &client, dpop, || self.form(&client)).await
    }

    fn form(self, client: &ClientCredentials<'_>) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "refresh_token")
            .append_pair("refresh_token", self.0.expose());
        client.write(&mut form);
        form.finish()
    }
}

async fn ask(
    outbound: &Outbound,
    endpoint: &Endpoint,
    client: &ClientCredentials<'_>,
    dpop: Option<Dpop<'_>>,
    form: impl Fn() -> String,
) -> Result<TokenResponse, ProviderFault> {
    let asked = Asked {
        outbound,
        url: endpoint,
        endpoint: ProviderEndpoint::Token,
        access_token: None,
    };
    let answer = send(asked, dpop, || {
        let request = Outgoing::post(endpoint, form());
        match client.header() {
            Some(credentials) => request.authorization(credentials),
            None => request,
        }
    });
    let answer = answer.await?;
    // Who asked for bound tokens takes no others, and who did not could not use them.
    let wanted = dpop.map_or(TokenType::Bearer, |_| TokenType::Dpop);
    let mut tokens = TokenResponse::read(&answer, wanted)?;
    tokens.dpop_key = dpop.map(|dpop| dpop.key.clone());
    Ok(tokens)
}

impl fmt::Debug for RefreshTokenGrant<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RefreshTokenGrant(…)")
    }
}

impl fmt::Debug for AuthorizationCodeGrant<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AuthorizationCodeGrant(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use auth_spec::ClientAuthentication;
    use serde_json::json;

    use super::*;
    use crate::outbound::scripted::{Reply, ScriptedClient};

    const TOKEN: &str = "https://op.test/token";

    async fn redeem(
        client: &Arc<ScriptedClient>,
        method: ClientAuthentication,
    ) -> Result<TokenResponse, ProviderFault> {
        let secret = Secret::issued("the secret");
        let grant = AuthorizationCodeGrant {
            code: "c&d",
            code_verifier: Some("verifier"),
            redirect_uri: "https://app.test/auth/callback/acme",
        };
        let endpoint = Endpoint::parse(TOKEN).unwrap();
        grant
            .redeem(
                &Outbound::new(client.clone()),
                &endpoint,
                ClientCredentials::new("shop", Some(&secret), method),
                None,
            )
            .await
    }

    /// RFC 7636 §4.5, oidcc-client-test-client-secret-basic
    #[tokio::test]
    async fn a_code_is_redeemed_with_its_verifier_and_redirect_uri() {
        let client = ScriptedClient::new();
        client.on(
            TOKEN,
            Reply::json(&json!({ "access_token": "at", "token_type": "Bearer" })),
        );
        redeem(&client, ClientAuthentication::Basic).await.unwrap();
        let sent = &client.requests()[0];
        assert_eq!(sent.method, "POST");
        assert_eq!(sent.field("grant_type").unwrap(), "authorization_code");
        assert_eq!(sent.field("code").unwrap(), "c&d");
        assert_eq!(sent.field("code_verifier").unwrap(), "verifier");
        assert_eq!(
            sent.field("redirect_uri").unwrap(),
            "https://app.test/auth/callback/acme"
        );
        assert_eq!(sent.field("client_id"), None);
        assert_eq!(sent.field("client_secret"), None);
        assert!(sent.header("authorization").unwrap().starts_with("Basic "));
        assert_eq!(sent.header("accept"), Some("application/json"));
    }

    #[tokio::test]
    async fn the_secret_goes_into_the_body_where_the_provider_wants_it_there() {
        let client = ScriptedClient::new();
        client.on(
            TOKEN,
            Reply::json(&json!({ "access_token": "at", "token_type": "Bearer" })),
        );
        redeem(&client, ClientAuthentication::Post).await.unwrap();
        let sent = &client.requests()[0];
        assert_eq!(sent.field("client_id").unwrap(), "shop");
        assert_eq!(sent.field("client_secret").unwrap(), "the secret");
        assert_eq!(sent.header("authorization"), None);
    }

    /// PF-03: a code is for one use, whatever became of the request.
    #[tokio::test(start_paused = true)]
    async fn a_code_is_never_sent_twice() {
        for reply in [
            Reply::Hang,
            Reply::Broken,
            Reply::status(500),
            Reply::status(503),
            Reply::status(204),
            Reply::Drip,
        ] {
            let client = ScriptedClient::new();
            client.on(TOKEN, reply);
            redeem(&client, ClientAuthentication::Basic)
                .await
                .unwrap_err();
            assert_eq!(client.requests().len(), 1);
        }
    }

    /// PF-07
    #[tokio::test]
    async fn a_redirect_takes_the_code_nowhere() {
        let client = ScriptedClient::new();
        client.on(
            TOKEN,
            Reply::status(307).with("location", "https://evil.test/"),
        );
        let fault = redeem(&client, ClientAuthentication::Post)
            .await
            .unwrap_err();
        assert_eq!(fault.code().name, "bad_response");
        assert_eq!(client.requests().len(), 1);
    }

    #[test]
    fn a_grant_does_not_print_its_code() {
        let grant = AuthorizationCodeGrant {
            code: "hidden",
            code_verifier: Some("hidden"),
            redirect_uri: "x",
        };
        assert!(!format!("{grant:?}").contains("hidden"));
    }
}
