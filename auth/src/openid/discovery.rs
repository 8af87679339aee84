//! What a provider says of itself (OpenID Connect Discovery §3, §4).
//!
//! The document is read here and not by openidconnect's `ProviderMetadata`: that refuses the whole document when a member
//! that nobody needs is missing or oddly filled, as in those of real providers. What is used is read strictly.

use auth_spec::Issuer;
use serde_json::{Map, Value};

use super::keys::Algorithm;
use crate::error::{ProviderEndpoint, ProviderFault};
use crate::outbound::{Answer, Endpoint, EndpointFault, Outbound, Outgoing};

/// The issuer that was configured: where its document is, and what it must say.
#[derive(Debug, Clone)]
pub(super) struct Configured {
    issuer: String,
    /// Given when one document serves many tenants.
    template: Option<&'static str>,
    url: Endpoint,
    document: Endpoint,
}

/// What is used of a discovery document.
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(super) issuer: ExpectedIssuer,
    pub(crate) authorization: Option<Endpoint>,
    pub(crate) pushed_authorization: Option<Endpoint>,
    /// Whether it takes no other authorization requests (RFC 9126 §5).
    pub(crate) requires_pushed_authorization: bool,
    pub(crate) token: Option<Endpoint>,
    pub(crate) userinfo: Option<Endpoint>,
    pub(crate) revocation: Option<Endpoint>,
    pub(crate) end_session: Option<Endpoint>,
    pub(super) keys: Endpoint,
    /// Whether every authorization response says who issued it (RFC 9207 §3).
    pub(crate) names_issuer_in_response: bool,
    token_authentication: Option<Vec<String>>,
    /// RFC 9449 §5.1.
    proof_algorithms: Option<Vec<String>>,
    signing_algorithms: Option<Vec<String>>,
    assertion_algorithms: Option<Vec<String>>,
}

/// Who may have issued an ID token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ExpectedIssuer {
    Exactly(String),
    /// A template in which `{tenantid}` stands for the token's `tid`.
    AnyTenant(&'static str),
}

impl Configured {
    /// Reads the configured issuer; `spec` says whether it can be one of many tenants.
    pub(super) fn parse(issuer: &str, spec: &Issuer) -> Result<Self, EndpointFault> {
        let url = Endpoint::parse(issuer)?;
        if url.url().query().is_some() {
            return Err(EndpointFault::NotAUrl);
        }
        // Discovery §4.1: the path is appended, with one slash, whatever the issuer ends with (S4-14).
        let document = Endpoint::parse(&format!("{}{WELL_KNOWN}", issuer.trim_end_matches('/')))?;
        let template = match spec {
            Issuer::Tenanted { template, .. } if is_shared(issuer, template) => Some(*template),
            _ => None,
        };
        Ok(Self {
            issuer: issuer.to_owned(),
            template,
            url,
            document,
        })
    }

    /// The issuer to expect in authorization responses; unknown where any tenant may answer.
    pub(super) fn exact(&self) -> Option<&str> {
        self.template.is_none().then_some(self.issuer.as_str())
    }

    /// Fetches the document and checks it.
    pub(super) async fn discover(self, outbound: Outbound) -> Result<Metadata, ProviderFault> {
        let endpoint = ProviderEndpoint::Discovery;
        let answer = outbound
            .send(Outgoing::get(&self.document))
            .await
            .map_err(|cause| ProviderFault::outbound(endpoint, cause))?;
        self.read(&answer)
    }

    fn read(&self, answer: &Answer) -> Result<Metadata, ProviderFault> {
        let endpoint = ProviderEndpoint::Discovery;
        if answer.status() != 200 {
            return Err(ProviderFault::Failing {
                endpoint,
                status: answer.status().as_u16(),
            });
        }
        let response = |problem| ProviderFault::Response { endpoint, problem };
        let document = answer
            .json_object()
            .map_err(|fault| response(fault.reason()))?;
        let issuer = self.check_issuer(&document)?;
        let url = |name, which| self.endpoint(&document, name, which);
        let keys = url("jwks_uri", ProviderEndpoint::Keys)?;
        // Nobody signs in by these: one that must not be used is as good as none.
        let optional = |name, which| url(name, which).ok().flatten();
        Ok(Metadata {
            issuer,
            authorization: url("authorization_endpoint", ProviderEndpoint::Authorization)?,
            pushed_authorization: optional(
                "pushed_authorization_request_endpoint",
                ProviderEndpoint::PushedAuthorization,
            ),
            requires_pushed_authorization: document.get("require_pushed_authorization_requests")
                == Some(&Value::Bool(true)),
            token: url("token_endpoint", ProviderEndpoint::Token)?,
            userinfo: url("userinfo_endpoint", ProviderEndpoint::UserInfo)?,
            revocation: optional("revocation_endpoint", ProviderEndpoint::Revocation),
            end_session: optional("end_session_endpoint", ProviderEndpoint::EndSession),
            keys: keys.ok_or_else(|| response("does not say where the keys are (`jwks_uri`)"))?,
            names_issuer_in_response: document
                .get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
            token_authentication: texts(document.get("token_endpoint_auth_methods_supported")),
            proof_algorithms: texts(document.get("dpop_signing_alg_values_supported")),
            signing_algorithms: texts(document.get("id_token_signing_alg_values_supported"))
                .filter(|named| !named.is_empty()),
            assertion_algorithms: texts(
                document.get("token_endpoint_auth_signing_alg_values_supported"),
            ),
        })
    }

    /// Discovery §4.3: the same text, to the last character (PF-09).
    fn check_issuer(&self, document: &Map<String, Value>) -> Result<ExpectedIssuer, ProviderFault> {
        let found = document
            .get("issuer")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match self.template {
            Some(template) if found == template => Ok(ExpectedIssuer::AnyTenant(template)),
            None if found == self.issuer => Ok(ExpectedIssuer::Exactly(found.to_owned())),
            _ => Err(ProviderFault::Issuer {
                expected: self.issuer.as_str().into(),
                found: found.into(),
            }),
        }
    }

    fn endpoint(
        &self,
        document: &Map<String, Value>,
        name: &str,
        endpoint: ProviderEndpoint,
    ) -> Result<Option<Endpoint>, ProviderFault> {
        let named = document
            .get(name)
            .and_then(Value::as_str)
            .filter(|url| !url.is_empty());
        named
            .map(|named| self.url.parse_named(named))
            .transpose()
            .map_err(|fault| ProviderFault::DiscoveredEndpoint { endpoint, fault })
    }
}

impl Metadata {
    /// The algorithms that client assertions may be signed by (§3); `None` when it does not say.
    pub(crate) fn assertion_algorithms(&self) -> Option<&[String]> {
        self.assertion_algorithms.as_deref()
    }

    /// Whether the token endpoint says that it accepts this method; `None` when it does not say.
    pub(crate) fn accepts_client_authentication(&self, method: &str) -> Option<bool> {
        self.token_authentication
            .as_ref()
            .map(|methods| methods.iter().any(|named| named == method))
    }

    /// Whether it says that DPoP proofs may be signed so (RFC 9449 §5.1); `None` when it does not say.
    pub(crate) fn accepts_proof_algorithm(&self, algorithm: &str) -> Option<bool> {
        self.proof_algorithms
            .as_ref()
            .map(|algorithms| algorithms.iter().any(|named| named == algorithm))
    }

    /// Whether its tokens may be signed so: by one of the algorithms that it names (Discovery §3, Core §3.1.3.7 item 7). A
    /// provider that names none may use any that is accepted at all.
    pub(super) fn signs_by(&self, algorithm: Algorithm) -> bool {
        let named = self.signing_algorithms.as_ref();
        named.is_none_or(|named| {
            named
                .iter()
                .any(|name| Algorithm::named(name) == Some(algorithm))
        })
    }
}

impl ExpectedIssuer {
    /// Whether an ID token, or a key, may name this issuer; `tenant` is the token's `tid`.
    pub(super) fn accepts(&self, issuer: &str, tenant: Option<&str>) -> bool {
        match self {
            Self::Exactly(expected) => issuer == expected,
            Self::AnyTenant(template) => tenant
                .filter(|tenant| is_tenant(tenant))
                .is_some_and(|tenant| fill(template, tenant) == issuer),
        }
    }
}

/// A template with the tenant in its place.
pub(super) fn fill(template: &str, tenant: &str) -> String {
    template.replace(TENANT, tenant)
}

/// Whether the configured issuer is the template with a word in it that stands for many tenants.
fn is_shared(issuer: &str, template: &str) -> bool {
    let tenant = template.split_once(TENANT).and_then(|(before, after)| {
        issuer
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
    });
    matches!(tenant, Some("common" | "organizations"))
}

/// A GUID; nothing with which a template becomes another URL.
fn is_tenant(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    let values = value?.as_array()?;
    Some(
        values
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    )
}

const WELL_KNOWN: &str = "/.well-known/openid-configuration";
const TENANT: &str = "{tenantid}";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outbound::scripted::{Reply, ScriptedClient};

    const ISSUER: &str = "https://op.test";
    const DOCUMENT: &str = "https://op.test/.well-known/openid-configuration";
    const MICROSOFT: Issuer = Issuer::Tenanted {
        default: "https://login.test/common/v2.0",
        template: "https://login.test/{tenantid}/v2.0",
    };

    fn document(issuer: &str) -> Value {
        json!({
            "issuer": issuer,
            "authorization_endpoint": "https://op.test/authorize",
            "token_endpoint": "https://op.test/token",
            "jwks_uri": "https://op.test/jwks",
        })
    }

    fn with(name: &str, value: impl Into<Value>) -> Value {
        let mut document = document(ISSUER);
        document[name] = value.into();
        document
    }

    async fn discover_at(
        issuer: &str,
        spec: &Issuer,
        url: &str,
        reply: Reply,
    ) -> Result<Metadata, ProviderFault> {
        let client = ScriptedClient::new();
        client.on(url, reply);
        Configured::parse(issuer, spec)
            .unwrap()
            .discover(Outbound::new(client))
            .await
    }

    async fn discover(reply: Reply) -> Result<Metadata, ProviderFault> {
        discover_at(ISSUER, &Issuer::PerTenant, DOCUMENT, reply).await
    }

    async fn code(reply: Reply) -> &'static str {
        discover(reply).await.unwrap_err().code().name
    }

    #[tokio::test]
    async fn a_document_says_where_everything_is() {
        let mut document = with("authorization_response_iss_parameter_supported", true);
        document["userinfo_endpoint"] = "https://api.op.test/userinfo".into();
        document["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
        let metadata = discover(Reply::json(&document)).await.unwrap();
        let text = |endpoint: &Option<Endpoint>| endpoint.as_ref().unwrap().url().to_string();
        assert_eq!(metadata.issuer, ExpectedIssuer::Exactly(ISSUER.into()));
        assert_eq!(text(&metadata.authorization), "https://op.test/authorize");
        assert_eq!(text(&metadata.token), "https://op.test/token");
        assert_eq!(text(&metadata.userinfo), "https://api.op.test/userinfo");
        assert_eq!(metadata.keys.url().as_str(), "https://op.test/jwks");
        assert!(metadata.names_issuer_in_response);
        assert_eq!(
            metadata.accepts_client_authentication("client_secret_post"),
            Some(true)
        );
        assert_eq!(
            metadata.accepts_client_authentication("client_secret_basic"),
            Some(false)
        );
    }

    #[tokio::test]
    async fn members_that_are_not_used_may_be_missing_or_odd() {
        let mut odd = with("response_types_supported", Value::Null);
        odd["op_tos_uri"] = "".into();
        odd["claims_supported"] = json!({});
        odd["userinfo_endpoint"] = "".into();
        odd["token_endpoint_auth_methods_supported"] = Value::Null;
        odd["authorization_response_iss_parameter_supported"] = "true".into();
        let metadata = discover(Reply::json(&odd)).await.unwrap();
        assert!(metadata.userinfo.is_none());
        assert!(!metadata.names_issuer_in_response);
        assert_eq!(
            metadata.accepts_client_authentication("client_secret_basic"),
            None
        );
    }

    /// RFC 9449 §5.1
    #[tokio::test]
    async fn a_document_may_say_how_proofs_may_be_signed() {
        for (listed, accepts) in [
            (json!(["RS256", "ES256"]), Some(true)),
            (json!(["RS256"]), Some(false)),
            (json!([]), Some(false)),
            (json!(["es256", 1]), Some(false)),
            (json!("ES256"), None),
            (json!(null), None),
        ] {
            let document = with("dpop_signing_alg_values_supported", listed.clone());
            let metadata = discover(Reply::json(&document)).await.unwrap();
            assert_eq!(
                metadata.accepts_proof_algorithm("ES256"),
                accepts,
                "{listed}"
            );
        }
    }

    /// S4-14
    #[tokio::test]
    async fn the_document_is_found_with_and_without_a_slash_and_below_a_path() {
        for (issuer, url) in [
            ("https://op.test", DOCUMENT),
            ("https://op.test/", DOCUMENT),
            (
                "https://op.test/realms/x",
                "https://op.test/realms/x/.well-known/openid-configuration",
            ),
            (
                "https://op.test/realms/x/",
                "https://op.test/realms/x/.well-known/openid-configuration",
            ),
        ] {
            let reply = Reply::json(&document(issuer));
            assert!(
                discover_at(issuer, &Issuer::PerTenant, url, reply)
                    .await
                    .is_ok(),
                "{issuer}"
            );
        }
    }

    /// PF-09, M-7: the error says both spellings.
    #[tokio::test]
    async fn a_document_of_another_issuer_is_refused() {
        for found in [
            "https://evil.test",
            "https://op.test/",
            "http://op.test",
            "https://OP.test",
            "https://op.test:443",
            "https://op.test/realms/x",
            "",
        ] {
            let fault = discover(Reply::json(&document(found))).await.unwrap_err();
            assert_eq!(fault.code().name, "issuer_mismatch", "{found}");
            assert!(fault.to_string().contains(&format!("{found:?}")), "{fault}");
        }
        for odd in [Value::Null, json!(1), json!([ISSUER])] {
            assert_eq!(
                code(Reply::json(&with("issuer", odd))).await,
                "issuer_mismatch"
            );
        }
    }

    /// PF-10
    #[tokio::test]
    async fn endpoints_that_are_not_https_or_lead_inward_are_refused() {
        for name in [
            "authorization_endpoint",
            "token_endpoint",
            "userinfo_endpoint",
            "jwks_uri",
        ] {
            for url in [
                "http://op.test/t",
                "file:///etc/passwd",
                "https://127.0.0.1/",
                "https://localhost/",
                "http://localhost/",
                "https://169.254.169.254/latest",
                "https://10.1.2.3/",
                "https://[::1]/",
                "https://user:pass@op.test/",
                "/relative",
                "javascript:alert(1)",
            ] {
                assert_eq!(
                    code(Reply::json(&with(name, url))).await,
                    "bad_response",
                    "{name} {url}"
                );
            }
            let elsewhere = Reply::json(&with(name, "https://other.test/t"));
            assert!(discover(elsewhere).await.is_ok(), "{name} on another host");
        }
    }

    /// PF-10: a provider on this machine may use plain http there.
    #[tokio::test]
    async fn a_provider_on_this_machine_may_use_http() {
        let issuer = "http://localhost:3000/auth/dev";
        let document =
            json!({ "issuer": issuer, "jwks_uri": "http://localhost:3000/auth/dev/jwks" });
        let url = "http://localhost:3000/auth/dev/.well-known/openid-configuration";
        assert!(
            discover_at(issuer, &Issuer::PerTenant, url, Reply::json(&document))
                .await
                .is_ok()
        );
    }

    /// PF-04, PF-07, PF-14
    #[tokio::test]
    async fn a_document_that_is_none_is_refused() {
        for (reply, name) in [
            (Reply::typed(200, "text/html", "<html>"), "bad_response"),
            (Reply::typed(200, "application/json", "{"), "bad_response"),
            (Reply::typed(200, "application/json", "[]"), "bad_response"),
            (
                Reply::typed(200, "application/json", "[".repeat(10_000)),
                "bad_response",
            ),
            (Reply::json(&json!({ "issuer": ISSUER })), "bad_response"),
            (Reply::json(&with("jwks_uri", Value::Null)), "bad_response"),
            (
                Reply::status(302).with("location", "http://169.254.169.254/"),
                "bad_response",
            ),
            (Reply::status(404), "provider_unavailable"),
            (Reply::status(500), "provider_unavailable"),
            (Reply::Broken, "provider_unavailable"),
        ] {
            let what = format!("{reply:?}");
            assert_eq!(code(reply).await, name, "{what}");
        }
    }

    #[tokio::test]
    async fn an_issuer_of_many_tenants_is_known_by_its_template() {
        for shared in ["common", "organizations"] {
            let issuer = format!("https://login.test/{shared}/v2.0");
            let url = format!("{issuer}/.well-known/openid-configuration");
            let reply = Reply::json(&document("https://login.test/{tenantid}/v2.0"));
            let metadata = discover_at(&issuer, &MICROSOFT, &url, reply).await.unwrap();
            let accepts = |issuer, tenant| metadata.issuer.accepts(issuer, tenant);
            assert!(accepts(
                "https://login.test/6babcaad-604b/v2.0",
                Some("6babcaad-604b")
            ));
            assert!(!accepts(
                "https://login.test/6babcaad-604b/v2.0",
                Some("other")
            ));
            assert!(!accepts("https://login.test/6babcaad-604b/v2.0", None));
            assert!(!accepts(
                "https://login.test/{tenantid}/v2.0",
                Some("{tenantid}")
            ));
            assert!(!accepts("https://login.test/a/b/v2.0", Some("a/b")));
            assert!(!accepts("https://login.test//v2.0", Some("")));
        }
    }

    /// PF-09
    #[tokio::test]
    async fn an_issuer_of_many_tenants_is_known_by_its_template_only() {
        let issuer = "https://login.test/common/v2.0";
        let url = "https://login.test/common/v2.0/.well-known/openid-configuration";
        for found in [
            issuer,
            "https://login.test/6babcaad-604b/v2.0",
            "https://evil.test/{tenantid}/v2.0",
        ] {
            let reply = Reply::json(&document(found));
            let fault = discover_at(issuer, &MICROSOFT, url, reply)
                .await
                .unwrap_err();
            assert_eq!(fault.code().name, "issuer_mismatch", "{found}");
        }
    }

    #[tokio::test]
    async fn an_issuer_of_one_tenant_is_not_satisfied_with_the_template() {
        let issuer = "https://login.test/6babcaad-604b/v2.0";
        let url = "https://login.test/6babcaad-604b/v2.0/.well-known/openid-configuration";
        for found in [
            "https://login.test/{tenantid}/v2.0",
            "https://login.test/other/v2.0",
        ] {
            let fault = discover_at(issuer, &MICROSOFT, url, Reply::json(&document(found)))
                .await
                .unwrap_err();
            assert_eq!(fault.code().name, "issuer_mismatch");
        }
        let exact = discover_at(issuer, &MICROSOFT, url, Reply::json(&document(issuer)))
            .await
            .unwrap();
        assert_eq!(exact.issuer, ExpectedIssuer::Exactly(issuer.into()));
    }

    #[test]
    fn an_issuer_has_no_query_and_is_https() {
        for issuer in [
            "https://op.test?x=1",
            "http://op.test",
            "op.test",
            "https://op.test#x",
            "",
        ] {
            assert!(
                Configured::parse(issuer, &Issuer::PerTenant).is_err(),
                "{issuer}"
            );
        }
    }
}
