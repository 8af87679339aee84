//! Revoking a token (RFC 7009).

use url::form_urlencoded;

use super::client_authentication::ClientCredentials;
use super::dpop::{Asked, Dpop, send};
use super::response::error_code;
use crate::config::Secret;
use crate::error::{ProviderEndpoint, ProviderFault};
use crate::outbound::{Endpoint, Outbound, Outgoing};

/// What a token is (§2.1), so that the provider need not look everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenTypeHint {
    RefreshToken,
    AccessToken,
}

/// What the revocation endpoint made of a token.
#[derive(Debug)]
pub(crate) enum Revoked {
    /// It is worth nothing now, or was not before (§2.2).
    Yes,
    /// The provider revokes no tokens of this kind (§2.2.1).
    UnsupportedTokenType,
    /// It may still be worth something.
    No {
        fault: ProviderFault,
        /// When to try again, in seconds, if the provider says so (§2.2.1).
        retry_after: Option<u64>,
    },
}

impl TokenTypeHint {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::RefreshToken => "refresh_token",
            Self::AccessToken => "access_token",
        }
    }
}

/// Revokes one token, with the client's authentication as at the token endpoint (§2.1). One request.
///
/// RFC 9449 does not say that a revocation takes a proof; of a public client it is all that shows that the token is its own, so
/// that it is sent where there is a key. Who does not look at it is not bothered by it.
pub(crate) async fn revoke(
    outbound: &Outbound,
    endpoint: &Endpoint,
    client: &ClientCredentials<'_>,
    token: &Secret,
    hint: TokenTypeHint,
    dpop: Option<Dpop<'_>>,
) -> Revoked {
    let which = ProviderEndpoint::Revocation;
    let asked = Asked {
        outbound,
        url: endpoint,
        endpoint: which,
        access_token: None,
    };
    let answer = send(asked, dpop, || {
        let request = Outgoing::post(endpoint, form(client, token, hint));
        match client.header() {
            Some(credentials) => request.authorization(credentials),
            None => request,
        }
    });
    let answer = match answer.await {
        Ok(answer) => answer,
        Err(fault) => {
            return Revoked::No {
                fault,
                retry_after: None,
            };
        }
    };
    let status = answer.status().as_u16();
    if (200..300).contains(&status) {
        return Revoked::Yes;
    }
    let error = answer.json_object().ok();
    match error.and_then(|members| error_code(&members)).as_deref() {
        Some("unsupported_token_type") => Revoked::UnsupportedTokenType,
        // Google says so of a token that has expired; §2.2 would have it be no error.
        Some("invalid_token") => Revoked::Yes,
        _ => Revoked::No {
            fault: ProviderFault::Failing {
                endpoint: which,
                status,
            },
            retry_after: answer.retry_after(),
        },
    }
}

fn form(client: &ClientCredentials<'_>, token: &Secret, hint: TokenTypeHint) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("token", token.expose())
        .append_pair("token_type_hint", hint.as_str());
    client.write(&mut form);
    form.finish()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use auth_spec::ClientAuthentication;
    use serde_json::json;

    use super::*;
    use crate::outbound::scripted::{Reply, ScriptedClient};

    const REVOKE: &str = "https://op.test/revoke";

    async fn revoked(client: &Arc<ScriptedClient>, method: ClientAuthentication) -> Revoked {
        let secret = Secret::issued("the secret");
        revoke(
            &Outbound::new(client.clone()),
            &Endpoint::parse(REVOKE).unwrap(),
            &ClientCredentials::new("shop", Some(&secret), method),
            &Secret::issued("t&1"),
            TokenTypeHint::RefreshToken,
            None,
        )
        .await
    }

    async fn answered(reply: Reply) -> Revoked {
        let client = ScriptedClient::new();
        client.on(REVOKE, reply);
        revoked(&client, ClientAuthentication::Basic).await
    }

    /// R-7009-01
    #[tokio::test]
    async fn a_token_is_revoked_with_its_kind_and_the_clients_authentication() {
        for method in [ClientAuthentication::Basic, ClientAuthentication::Post] {
            let client = ScriptedClient::new();
            client.on(REVOKE, Reply::status(200));
            assert!(matches!(revoked(&client, method).await, Revoked::Yes));
            let sent = &client.requests()[0];
            assert_eq!(sent.method, "POST");
            assert_eq!(sent.field("token").unwrap(), "t&1");
            assert_eq!(sent.field("token_type_hint").unwrap(), "refresh_token");
            let in_header = sent.header("authorization").is_some();
            assert_eq!(in_header, method == ClientAuthentication::Basic);
            assert_eq!(sent.field("client_secret").is_some(), !in_header);
        }
    }

    /// LO-18
    #[tokio::test]
    async fn an_answer_says_whether_the_token_is_worth_anything_still() {
        let refused = |error: &str| {
            Reply::typed(
                400,
                "application/json",
                json!({ "error": error }).to_string(),
            )
        };
        assert!(matches!(answered(Reply::status(204)).await, Revoked::Yes));
        assert!(matches!(
            answered(refused("invalid_token")).await,
            Revoked::Yes
        ));
        assert!(matches!(
            answered(refused("unsupported_token_type")).await,
            Revoked::UnsupportedTokenType
        ));
        for reply in [
            refused("invalid_client"),
            Reply::status(500),
            Reply::status(429),
            Reply::status(307).with("location", "https://evil.test/"),
            Reply::Broken,
        ] {
            assert!(matches!(answered(reply).await, Revoked::No { .. }));
        }
    }

    /// LO-18
    #[tokio::test]
    async fn a_provider_that_says_when_to_try_again_is_heard() {
        for (value, seconds) in [
            ("7", Some(7)),
            ("soon", None),
            ("-1", None),
            ("Wed, 21 Oct 2015 07:28:00 GMT", None),
        ] {
            let answer = answered(Reply::status(503).with("retry-after", value)).await;
            let Revoked::No { retry_after, .. } = answer else {
                panic!("{answer:?}");
            };
            assert_eq!(retry_after, seconds, "{value}");
        }
    }
}
