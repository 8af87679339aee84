//! Asking for what an access token opens (RFC 6750 §2.1, RFC 9449 §7.1).

use http::HeaderValue;
use serde_json::Value;

use super::dpop::{Asked, Dpop, send};
use super::token_type::TokenType;
use crate::config::Secret;
use crate::error::{ProviderEndpoint, ProviderFault};
use crate::outbound::{BodyFault, Endpoint, Outbound, Outgoing};

/// An access token that is presented, and what proves that it is ours where it is bound to a key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Presented<'a> {
    pub(crate) access_token: &'a Secret,
    pub(crate) dpop: Option<Dpop<'a>>,
}

/// Asks with the access token in the header, never in the URL (RFC 9700 §4.3.2), and reads JSON.
pub(crate) async fn fetch_protected_resource(
    outbound: &Outbound,
    url: &Endpoint,
    endpoint: ProviderEndpoint,
    presented: Presented<'_>,
) -> Result<Value, ProviderFault> {
    let Presented { access_token, dpop } = presented;
    let token_type = dpop.map_or(TokenType::Bearer, |_| TokenType::Dpop);
    let credentials = header(token_type, access_token).ok_or(ProviderFault::Response {
        endpoint: ProviderEndpoint::Token,
        problem: "sent an access token that no header can carry",
    })?;
    let asked = Asked {
        outbound,
        url,
        endpoint,
        access_token: Some(access_token),
    };
    let answer = send(asked, dpop, || {
        Outgoing::get(url).authorization(credentials.clone())
    });
    let answer = answer.await?;
    if answer.status() != 200 {
        return Err(ProviderFault::Failing {
            endpoint,
            status: answer.status().as_u16(),
        });
    }
    let reason = |fault: BodyFault| ProviderFault::Response {
        endpoint,
        problem: fault.reason(),
    };
    answer.json().map_err(reason)
}

/// Visible ASCII without a space (RFC 6749 appendix A.12): anything else is not a token, or ends the header.
fn header(token_type: TokenType, access_token: &Secret) -> Option<HeaderValue> {
    let token = access_token.expose();
    let visible = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    visible
        .then(|| HeaderValue::try_from(format!("{} {token}", token_type.name())).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outbound::scripted::{Reply, ScriptedClient};

    const URL: &str = "https://op.test/userinfo";

    async fn fetch(
        reply: Reply,
        token: &str,
    ) -> (Result<Value, ProviderFault>, Vec<Option<String>>) {
        let client = ScriptedClient::new();
        client.on(URL, reply);
        let url = Endpoint::parse(URL).unwrap();
        let outbound = Outbound::new(client.clone());
        let presented = Presented {
            access_token: &Secret::issued(token),
            dpop: None,
        };
        let endpoint = ProviderEndpoint::UserInfo;
        let result = fetch_protected_resource(&outbound, &url, endpoint, presented).await;
        let sent = client.requests_to(URL);
        (
            result,
            sent.iter()
                .map(|request| request.header("authorization").map(str::to_owned))
                .collect(),
        )
    }

    /// oidcc-client-test-userinfo-bearer-header, R-BCP-09
    #[tokio::test]
    async fn the_token_is_sent_in_the_header() {
        let (result, sent) = fetch(Reply::json(&json!({ "sub": "x" })), "abc.-_~+/|=").await;
        assert_eq!(result.unwrap()["sub"], "x");
        assert_eq!(sent, [Some("Bearer abc.-_~+/|=".to_owned())]);
    }

    #[tokio::test]
    async fn a_token_that_would_break_the_header_is_not_sent() {
        for token in ["a b", "a\r\nx: y", "a\0", "é", "\u{7f}"] {
            let (result, sent) = fetch(Reply::json(&json!({})), token).await;
            let fault = result.unwrap_err();
            assert_eq!(fault.code().name, "bad_response");
            assert!(sent.is_empty());
        }
    }

    /// PF-03, PF-04, PF-07
    #[tokio::test]
    async fn other_answers_than_json_are_refused() {
        for (reply, name) in [
            (Reply::status(401), "provider_unavailable"),
            (Reply::status(500), "provider_unavailable"),
            (Reply::status(204), "provider_unavailable"),
            (Reply::Broken, "provider_unavailable"),
            (Reply::status(302), "bad_response"),
            (Reply::status(200), "bad_response"),
            (Reply::typed(200, "text/html", "{}"), "bad_response"),
            (Reply::typed(200, "application/json", "{"), "bad_response"),
            (
                Reply::typed(200, "application/json", "[".repeat(10_000)),
                "bad_response",
            ),
        ] {
            let (result, _) = fetch(reply, "at").await;
            assert_eq!(result.unwrap_err().code().name, name);
        }
    }
}
