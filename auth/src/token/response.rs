//! What the token endpoint answers (RFC 6749 §5).

use serde_json::{Map, Value};

use super::dpop::DpopKey;
use super::token_type::TokenType;
use crate::config::Secret;
use crate::error::{DpopFault, ProviderEndpoint, ProviderFault};
use crate::outbound::{Answer, BodyFault};

/// The tokens of one sign-in; none of them is printed.
#[derive(Debug, Clone)]
pub(crate) struct TokenResponse {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Option<Secret>,
    /// The ID token, as it came.
    pub(crate) id_token: Option<Secret>,
    /// How long the access token lives, in seconds.
    pub(crate) expires_in: Option<u64>,
    /// What the tokens may be used for, separated by spaces; `None`: what was asked for (§5.1).
    #[cfg_attr(not(test), expect(dead_code, reason = "for refreshing"))]
    pub(crate) scope: Option<String>,
    /// The key that they are bound to, where they are (RFC 9449).
    pub(crate) dpop_key: Option<DpopKey>,
}

impl TokenResponse {
    /// Reads an answer that should bring an access token of that type. A refusal is one by its status, or by its `error`: GitHub and Slack send theirs with status 200.
    pub(super) fn read(answer: &Answer, wanted: TokenType) -> Result<Self, ProviderFault> {
        let status = answer.status().as_u16();
        let endpoint = ProviderEndpoint::Token;
        match status {
            200 => {}
            429 | 500.. => return Err(ProviderFault::Failing { endpoint, status }),
            _ => {
                let error = answer
                    .json_object()
                    .ok()
                    .and_then(|members| error_code(&members));
                return Err(ProviderFault::TokenExchange { error });
            }
        }
        let members = answer.json_object().map_err(|fault| match fault {
            BodyFault::Empty => ProviderFault::TokenExchange { error: None },
            fault => ProviderFault::Response {
                endpoint,
                problem: fault.reason(),
            },
        })?;
        if members.get("error").is_some_and(|error| !error.is_null()) {
            return Err(ProviderFault::TokenExchange {
                error: error_code(&members),
            });
        }
        Self::parse(&members, wanted)
    }

    fn parse(members: &Map<String, Value>, wanted: TokenType) -> Result<Self, ProviderFault> {
        let endpoint = ProviderEndpoint::Token;
        let response = |problem| ProviderFault::Response { endpoint, problem };
        let text = |name: &str| {
            members
                .get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let access_token = text("access_token").ok_or(response("sent no access token"))?;
        let untyped = "did not say of what type the access token is";
        let token_type = text("token_type").ok_or(response(untyped))?;
        // §7.1: a token of an unknown type is not used. One that anybody can use is not what was asked for (RFC 9449 §5).
        if !token_type.eq_ignore_ascii_case(wanted.name()) {
            return Err(match wanted {
                TokenType::Bearer => {
                    response("sent an access token that is not of the type Bearer")
                }
                TokenType::Dpop => DpopFault::NotBound.into(),
            });
        }
        Ok(Self {
            access_token: Secret::issued(access_token),
            refresh_token: text("refresh_token").map(Secret::issued),
            id_token: text("id_token").map(Secret::issued),
            expires_in: members.get("expires_in").and_then(seconds),
            scope: members.get("scope").and_then(scope),
            dpop_key: None,
        })
    }
}

/// An error code of a form that can be shown and logged: those of RFC 6749 §5.2 and providers' own, but no sentence.
pub(crate) fn error_code(members: &Map<String, Value>) -> Option<Box<str>> {
    let code = members.get("error")?.as_str()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_plain = (1..=LONGEST_ERROR).contains(&code.len()) && code.bytes().all(plain);
    is_plain.then(|| code.into())
}

/// A number, or a number written as text, as some providers do.
fn seconds(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Words separated by spaces, or a list of them (Twitch).
fn scope(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(words) => {
            let words: Option<Vec<_>> = words.iter().map(Value::as_str).collect();
            words.map(|words| words.join(" "))
        }
        _ => None,
    }
}

/// In characters.
const LONGEST_ERROR: usize = 64;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outbound::scripted::{Reply, ScriptedClient};
    use crate::outbound::{Endpoint, Outbound, Outgoing};

    const URL: &str = "https://op.test/token";

    async fn read(reply: Reply) -> Result<TokenResponse, ProviderFault> {
        read_as(reply, TokenType::Bearer).await
    }

    async fn read_as(reply: Reply, wanted: TokenType) -> Result<TokenResponse, ProviderFault> {
        let client = ScriptedClient::new();
        client.on(URL, reply);
        let endpoint = Endpoint::parse(URL).unwrap();
        let answer = Outbound::new(client)
            .send(Outgoing::get(&endpoint))
            .await
            .unwrap();
        TokenResponse::read(&answer, wanted)
    }

    async fn read_with(name: &str, value: Value) -> Result<TokenResponse, ProviderFault> {
        let mut members = json!({ "access_token": "at", "token_type": "Bearer" });
        members[name] = value;
        read(Reply::json(&members)).await
    }

    async fn refusal(reply: Reply) -> (&'static str, Option<Box<str>>) {
        let fault = read(reply).await.unwrap_err();
        let name = fault.code().name;
        match fault {
            ProviderFault::TokenExchange { error } => (name, error),
            _ => (name, None),
        }
    }

    #[tokio::test]
    async fn everything_that_is_answered_is_read() {
        let response = read(Reply::json(&json!({
            "access_token": "at", "token_type": "Bearer", "refresh_token": "rt", "id_token": "a.b.c",
            "expires_in": 3600, "scope": "openid email", "unknown": { "x": 1 },
        })))
        .await
        .unwrap();
        assert_eq!(response.access_token.expose(), "at");
        assert_eq!(response.refresh_token.unwrap().expose(), "rt");
        assert_eq!(response.id_token.unwrap().expose(), "a.b.c");
        assert_eq!(response.expires_in, Some(3600));
        assert_eq!(response.scope.as_deref(), Some("openid email"));
    }

    /// FAPI 2.0, test-token-endpoint-response-without-expires_in; §5.1
    #[tokio::test]
    async fn only_the_token_and_its_type_are_required() {
        let response = read_with("expires_in", Value::Null).await.unwrap();
        assert_eq!((response.expires_in, response.scope), (None, None));
        assert!(response.refresh_token.is_none() && response.id_token.is_none());
    }

    /// PF-15, R-6749-02
    #[tokio::test]
    async fn the_token_type_is_bearer_in_any_case_and_nothing_else() {
        for bearer in ["bEaReR", "Bearer", "bearer", "BEARER"] {
            assert!(
                read_with("token_type", bearer.into()).await.is_ok(),
                "{bearer}"
            );
        }
        for other in [
            json!("mac"),
            json!("DPoP"),
            json!("Bearer "),
            json!(""),
            json!(null),
            json!(1),
            json!(["Bearer"]),
        ] {
            let fault = read_with("token_type", other.clone()).await.unwrap_err();
            assert_eq!(fault.code().name, "bad_response", "{other}");
        }
        assert_eq!(
            refusal(Reply::json(&json!({ "access_token": "at" })))
                .await
                .0,
            "bad_response"
        );
    }

    /// R-DPOP-03; FAPI 2.0, test-token-type-case-insensitivity
    #[tokio::test]
    async fn a_bound_token_is_of_the_type_dpop_in_any_case_and_nothing_else() {
        let of_type = |token_type: &str| {
            Reply::json(&json!({ "access_token": "at", "token_type": token_type }))
        };
        for token_type in ["DPoP", "dpop", "DPOP", "dPoP"] {
            let read = read_as(of_type(token_type), TokenType::Dpop).await;
            assert!(read.is_ok(), "{token_type}");
        }
        for token_type in ["Bearer", "bearer", "mac", "DPoP ", "N_A"] {
            let read = read_as(of_type(token_type), TokenType::Dpop).await;
            assert_eq!(read.unwrap_err().code().name, "dpop_failed", "{token_type}");
        }
        let untyped = Reply::json(&json!({ "access_token": "at" }));
        let read = read_as(untyped, TokenType::Dpop).await;
        assert_eq!(read.unwrap_err().code().name, "bad_response");
    }

    #[tokio::test]
    async fn an_answer_without_an_access_token_is_refused() {
        for odd in [json!(null), json!(""), json!(1), json!({})] {
            let fault = read_with("access_token", odd).await.unwrap_err();
            assert_eq!(fault.code().name, "bad_response");
        }
    }

    /// PF-03
    #[tokio::test]
    async fn a_provider_that_fails_is_unavailable() {
        for status in [500, 502, 503, 504, 429] {
            let reply = Reply::typed(status, "text/html", "<h1>secret words</h1>");
            let fault = read(reply).await.unwrap_err();
            assert_eq!(fault.code().name, "provider_unavailable", "{status}");
            assert!(!format!("{fault} {fault:?}").contains("secret"));
        }
    }

    /// PF-03
    #[tokio::test]
    async fn an_answer_without_a_body_is_no_success() {
        for reply in [
            Reply::status(204),
            Reply::status(200),
            Reply::typed(200, "application/json", ""),
        ] {
            assert_eq!(refusal(reply).await, ("token_exchange_failed", None));
        }
        let created = Reply::typed(
            201,
            "application/json",
            r#"{"access_token":"at","token_type":"Bearer"}"#,
        );
        assert_eq!(refusal(created).await.0, "token_exchange_failed");
    }

    /// PF-04
    #[tokio::test]
    async fn an_answer_that_is_not_a_json_object_is_refused() {
        let token = r#"{"access_token":"at","token_type":"Bearer"}"#;
        for reply in [
            Reply::typed(200, "text/html", token),
            Reply::typed(200, "text/plain", token),
            Reply::typed(
                200,
                "application/x-www-form-urlencoded",
                "access_token=at&token_type=bearer",
            ),
            Reply::typed(200, "application/json", &token[..20]),
            Reply::typed(200, "application/json", format!("[{token}]")),
            Reply::typed(200, "application/json", "[".repeat(10_000)),
        ] {
            assert_eq!(refusal(reply).await.0, "bad_response");
        }
    }

    /// FL-19, RFC 6749 §5.2
    #[tokio::test]
    async fn a_refused_code_is_named_by_the_providers_error() {
        let body = json!({ "error": "invalid_grant", "error_description": "PKCE <b>verification</b> failed" });
        for status in [400, 401, 403] {
            let refused = refusal(Reply::typed(status, "application/json", body.to_string())).await;
            assert_eq!(
                refused,
                ("token_exchange_failed", Some("invalid_grant".into()))
            );
        }
        let html = refusal(Reply::typed(400, "text/html", "<h1>no</h1>")).await;
        assert_eq!(html, ("token_exchange_failed", None));
    }

    /// GitHub
    #[tokio::test]
    async fn an_error_with_status_200_is_a_refusal() {
        let body = json!({ "error": "bad_verification_code", "error_description": "…", "access_token": "at", "token_type": "bearer" });
        assert_eq!(
            refusal(Reply::json(&body)).await,
            (
                "token_exchange_failed",
                Some("bad_verification_code".into())
            )
        );
        let slack = json!({ "ok": false, "error": "invalid_code" });
        assert_eq!(
            refusal(Reply::json(&slack)).await.0,
            "token_exchange_failed"
        );
        let facebook = json!({ "error": { "message": "words", "code": 100 } });
        assert_eq!(
            refusal(Reply::json(&facebook)).await,
            ("token_exchange_failed", None)
        );
    }

    /// HI-04, PF-03
    #[tokio::test]
    async fn an_error_that_is_no_plain_word_is_not_repeated() {
        for odd in [
            "a\nb",
            "two words",
            "<script>",
            "",
            "é",
            &"x".repeat(65),
            "\u{1b}[31m",
        ] {
            let reply = Reply::typed(400, "application/json", json!({ "error": odd }).to_string());
            assert_eq!(
                refusal(reply).await,
                ("token_exchange_failed", None),
                "{odd:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_lifetime_may_be_a_number_or_a_numeric_text() {
        for (value, seconds) in [
            (json!(60), Some(60)),
            (json!("60"), Some(60)),
            (json!("soon"), None),
            (json!(-1), None),
            (json!(1.5), None),
            (json!([60]), None),
        ] {
            assert_eq!(
                read_with("expires_in", value).await.unwrap().expires_in,
                seconds
            );
        }
    }

    /// Twitch
    #[tokio::test]
    async fn scopes_may_be_a_text_or_a_list() {
        for (value, scope) in [
            (json!("a b"), Some("a b")),
            (json!(["a", "b"]), Some("a b")),
            (json!([1]), None),
            (json!(null), None),
        ] {
            assert_eq!(
                read_with("scope", value).await.unwrap().scope.as_deref(),
                scope
            );
        }
    }

    #[tokio::test]
    async fn tokens_are_not_printed() {
        let response = read_with("refresh_token", "hidden".into()).await.unwrap();
        let text = format!("{response:?}");
        assert!(
            !text.contains("hidden") && !text.contains("\"at\""),
            "{text}"
        );
    }
}
