//! The authorization request: where the browser is sent (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).

use auth_spec::ResponseMode;
use url::Url;

use crate::authorization::parameters::is_protocol_parameter;
use crate::authorization::{ExtraParameters, Flow};
use crate::provider::AuthorizationTarget;

/// The provider's authorization endpoint with everything this flow asks for.
///
/// The protocol's own parameters are set last, and no other parameter of their name remains.
pub(crate) fn authorization_url(
    target: &AuthorizationTarget<'_>,
    flow: &Flow,
    extra: &ExtraParameters,
) -> Url {
    let own: Vec<(String, String)> = target.endpoint.query_pairs().into_owned().collect();
    let mut url = target.endpoint.clone();
    url.set_fragment(None);
    url.query_pairs_mut()
        .clear()
        .extend_pairs(parameters(target, flow, extra, &own));
    url
}

/// Everything this flow asks for, to be pushed (RFC 9126 §2.1).
pub(crate) fn pushed_parameters(
    target: &AuthorizationTarget<'_>,
    flow: &Flow,
    extra: &ExtraParameters,
) -> Vec<(String, String)> {
    parameters(target, flow, extra, &[])
}

/// The authorization endpoint with the name of a request that has been pushed, and with whose it is (RFC 9126 §4). What stands in
/// the endpoint's own query belongs to its address (RFC 6749 §3.1).
pub(crate) fn pushed_authorization_url(target: &AuthorizationTarget<'_>, request_uri: &str) -> Url {
    let own: Vec<(String, String)> = target
        .endpoint
        .query_pairs()
        .into_owned()
        .filter(|(name, _)| !is_protocol_parameter(name))
        .collect();
    let mut url = target.endpoint.clone();
    url.set_fragment(None);
    url.query_pairs_mut()
        .clear()
        .extend_pairs(own)
        .append_pair("client_id", target.client_id)
        .append_pair("request_uri", request_uri);
    url
}

/// `own` is what is asked for already, and is overridden by everything else.
fn parameters(
    target: &AuthorizationTarget<'_>,
    flow: &Flow,
    extra: &ExtraParameters,
    own: &[(String, String)],
) -> Vec<(String, String)> {
    let mut parameters: Vec<(&str, String)> = Vec::with_capacity(16);
    let mut set = |name: &'static str, value: String| parameters.push((name, value));
    set("response_type", "code".into());
    set("client_id", target.client_id.to_owned());
    set("redirect_uri", target.redirect_uri.to_owned());
    let scope = scope(target, extra);
    if !scope.is_empty() {
        set("scope", scope);
    }
    set("state", flow.state.clone());
    if target.sends_nonce {
        set("nonce", flow.nonce.clone());
    }
    if target.sends_code_challenge {
        set("code_challenge", flow.code_verifier.challenge());
        set("code_challenge_method", "S256".into());
    }
    if let Some(key) = &flow.dpop_key {
        set("dpop_jkt", key.thumbprint());
    }
    if target.response_mode == ResponseMode::FormPost {
        set("response_mode", "form_post".into());
    }

    // What comes later wins: the endpoint's own query, the preset's and the declaration's parameters, then this call's.
    let mut others: Vec<(&str, &str)> = Vec::new();
    let layers = own
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(target.params.iter().copied())
        .chain(extra.iter());
    // A parameter that this flow does not send, such as a challenge that the provider refuses, is sent by nobody.
    for (name, value) in layers {
        if !is_protocol_parameter(name) {
            others.retain(|(known, _)| *known != name);
            others.push((name, value));
        }
    }
    let asked_again = flow
        .authenticated_since
        .and(target.reauthentication)
        .map_or(&[][..], |reauthentication| reauthentication.params);
    let asked_again: Vec<(&str, String)> = asked_again
        .iter()
        .map(|(name, needed)| (*name, stricter(name, taken(&mut others, name), needed)))
        .collect();

    let others = others
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let protocol = asked_again
        .into_iter()
        .chain(parameters)
        .map(|(name, value)| (name.to_owned(), value));
    others.chain(protocol).collect()
}

/// Takes the value of a parameter out of those that there are.
fn taken<'a>(others: &mut Vec<(&str, &'a str)>, name: &str) -> Option<&'a str> {
    let place = others.iter().position(|(known, _)| *known == name)?;
    Some(others.remove(place).1)
}

/// What is needed, and what was asked for besides, as far as that takes nothing away.
fn stricter(name: &str, asked: Option<&str>, needed: &str) -> String {
    let Some(asked) = asked else {
        return needed.to_owned();
    };
    if let (Ok(asked), Ok(seconds)) = (asked.parse::<u64>(), needed.parse::<u64>()) {
        return asked.min(seconds).to_string();
    }
    let is_prompt = name == "prompt";
    let kept = asked.split_ascii_whitespace();
    // `none` forbids the provider to ask, and stands with no other word.
    let kept = kept.filter(|word| is_prompt && *word != "none");
    let mut words: Vec<&str> = needed.split_ascii_whitespace().collect();
    for word in kept {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(" ")
}

/// The scope of this call or the declared one; for OpenID always with `openid`.
fn scope(target: &AuthorizationTarget<'_>, extra: &ExtraParameters) -> String {
    let mut scopes: Vec<&str> = match extra.scope() {
        Some(scope) => scope.split_ascii_whitespace().collect(),
        None => target.scopes.clone(),
    };
    if target.sends_nonce && !scopes.contains(&"openid") {
        scopes.insert(0, "openid");
    }
    scopes.join(" ")
}

#[cfg(test)]
mod tests;
