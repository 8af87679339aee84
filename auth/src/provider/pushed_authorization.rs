//! Pushed authorization requests (RFC 9126): what is asked goes to the provider directly, and the browser carries its name.

use serde_json::Value;
use url::form_urlencoded;

use super::Provider;
use crate::error::{ProviderEndpoint, ProviderError, ProviderFault};
use crate::openid::Metadata;
use crate::outbound::{Answer, Endpoint, EndpointFault, Outgoing};
use crate::token::{ClientCredentials, error_code};

impl Provider {
    /// Where requests are pushed; `None` where they are not: nobody has declared it, and the provider does not require it
    /// (§5, §6). Who wants to and cannot sends nobody there.
    pub(super) fn pushed_authorization_endpoint<'a>(
        &'a self,
        metadata: Option<&'a Metadata>,
    ) -> Result<Option<&'a Endpoint>, ProviderFault> {
        if let Some(configured) = &self.pushed_authorization {
            return Ok(Some(configured));
        }
        let required = metadata.is_some_and(|metadata| metadata.requires_pushed_authorization);
        if !(self.declaration().par || required) {
            return Ok(None);
        }
        let missing = || match metadata {
            Some(_) => ProviderFault::Response {
                endpoint: ProviderEndpoint::Discovery,
                problem: "names no pushed authorization request endpoint that can be used",
            },
            None => ProviderFault::ConfiguredEndpoint {
                endpoint: ProviderEndpoint::PushedAuthorization,
                fault: EndpointFault::Missing,
            },
        };
        let discovered = metadata.and_then(|metadata| metadata.pushed_authorization.as_ref());
        discovered.ok_or_else(missing).map(Some)
    }

    /// Pushes the parameters of an authorization request, and returns their `request_uri` (§2.2). One request, with the
    /// client's authentication as at the token endpoint (§2.1).
    pub(crate) async fn push_authorization(
        &self,
        parameters: &[(String, String)],
    ) -> Result<String, ProviderError> {
        let pushed = async {
            let metadata = self.metadata().await?;
            let endpoint = self.pushed_authorization_endpoint(metadata.as_deref())?;
            let endpoint = endpoint.ok_or(ProviderFault::ConfiguredEndpoint {
                endpoint: ProviderEndpoint::PushedAuthorization,
                fault: EndpointFault::Missing,
            })?;
            let client = self.credentials(metadata.as_deref());
            let mut request = Outgoing::post(endpoint, form(parameters, &client));
            if let Some(credentials) = client.header() {
                request = request.authorization(credentials);
            }
            let which = ProviderEndpoint::PushedAuthorization;
            let answer = self.outbound.send(request).await;
            request_uri(&answer.map_err(|cause| ProviderFault::outbound(which, cause))?)
        };
        pushed.await.map_err(|fault| self.error(fault))
    }
}

/// §2.1. Whose request it is belongs into the form, and once; most ways of authenticating write it there themselves.
fn form(parameters: &[(String, String)], client: &ClientCredentials<'_>) -> String {
    let is_in_header = client.header().is_some();
    let parameters = parameters
        .iter()
        .filter(|(name, _)| is_in_header || name != "client_id");
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(parameters);
    client.write(&mut form);
    form.finish()
}

/// §2.2 and §2.3. Success is 201 and nothing else.
fn request_uri(answer: &Answer) -> Result<String, ProviderFault> {
    let status = answer.status().as_u16();
    match status {
        201 => {}
        400..500 if status != 429 => {
            let members = answer.json_object().ok();
            return Err(ProviderFault::PushedRequest {
                error: members.and_then(|members| error_code(&members)),
            });
        }
        _ => {
            let endpoint = ProviderEndpoint::PushedAuthorization;
            return Err(ProviderFault::Failing { endpoint, status });
        }
    }
    let unusable = |problem| ProviderFault::PushedResponse { problem };
    let members = answer
        .json_object()
        .map_err(|fault| unusable(fault.reason()))?;
    let uri = members.get("request_uri").and_then(Value::as_str);
    let uri = uri.filter(|uri| {
        (1..=LONGEST_URI).contains(&uri.len()) && uri.bytes().all(|byte| byte.is_ascii_graphic())
    });
    let uri = uri.ok_or_else(|| unusable("sent no `request_uri` that a browser could carry"))?;
    let expires_in = members.get("expires_in").and_then(Value::as_u64);
    if expires_in.is_none_or(|seconds| seconds == 0) {
        return Err(unusable(
            "did not say for how long its `request_uri` is good (`expires_in`)",
        ));
    }
    Ok(uri.to_owned())
}

/// In bytes: it stands in a URL.
const LONGEST_URI: usize = 2_048;
