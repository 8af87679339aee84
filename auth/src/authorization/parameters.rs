//! Authorization parameters beyond the protocol's own, and who may set which.

use std::fmt;

/// Parameters of the authorization request that are not the protocol's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ExtraParameters {
    pairs: Vec<(String, String)>,
    scope: Option<String>,
    max_age: Option<u64>,
    acr_values: Vec<String>,
    reauthenticates: bool,
}

/// A parameter that whoever gave it may not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservedParameter {
    name: String,
}

impl ExtraParameters {
    /// A parameter that the application's own code sets: anything but the protocol's own.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<(), ReservedParameter> {
        if is_protocol_parameter(name) {
            return Err(ReservedParameter::new(name));
        }
        self.replace(name, value)
    }

    /// A parameter that arrived in a request: only what cannot widen what the user is asked for.
    pub(crate) fn set_from_request(
        &mut self,
        name: &str,
        value: &str,
    ) -> Result<(), ReservedParameter> {
        if !FROM_REQUESTS.contains(&name)
            || value.len() > 512
            || value.chars().any(char::is_control)
        {
            return Err(ReservedParameter::new(name));
        }
        self.replace(name, value)
    }

    /// The scope that the application's own code asks for, instead of the declared one.
    pub(crate) fn set_scope(&mut self, scope: &str) {
        self.scope = Some(scope.to_owned());
    }

    pub(crate) fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// How long ago, in seconds, the user may have authenticated at the provider; the ID token must then say when.
    pub(crate) fn max_age(&self) -> Option<u64> {
        self.max_age
    }

    /// The authentication context classes of which the user must have been authenticated by one: asked for, and checked.
    pub(crate) fn demand_acr_values(&mut self, values: Vec<String>) {
        self.pairs.retain(|(known, _)| known != "acr_values");
        if !values.is_empty() {
            self.pairs.push(("acr_values".to_owned(), values.join(" ")));
        }
        self.acr_values = values;
    }

    pub(crate) fn acr_values(&self) -> &[String] {
        &self.acr_values
    }

    /// The provider asks the user again, also one who is signed in there.
    pub(crate) fn reauthenticate(&mut self) {
        self.reauthenticates = true;
    }

    pub(crate) fn reauthenticates(&self) -> bool {
        self.reauthenticates
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The last value given wins, so that a name never occurs twice (RFC 6749 §3.1).
    fn replace(&mut self, name: &str, value: &str) -> Result<(), ReservedParameter> {
        if name == "max_age" {
            let seconds = value.parse().map_err(|_| ReservedParameter::new(name))?;
            self.max_age = Some(seconds);
        }
        self.pairs.retain(|(known, _)| known != name);
        self.pairs.push((name.to_owned(), value.to_owned()));
        Ok(())
    }
}

impl ReservedParameter {
    fn new(name: &str) -> Self {
        let name = name
            .chars()
            .take(40)
            .filter(char::is_ascii_graphic)
            .collect();
        Self { name }
    }

    /// The parameter's name, cut to 40 characters.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for ReservedParameter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the authorization parameter `{}` cannot be set here",
            self.name
        )
    }
}

impl std::error::Error for ReservedParameter {}

/// Whether the flow itself sets this parameter, so that nobody else may.
pub(super) fn is_protocol_parameter(name: &str) -> bool {
    PROTOCOL.contains(&name)
}

/// Set by the flow: RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1 and §6, RFC 7521 §4.2, RFC 9126,
/// RFC 9449.
const PROTOCOL: &[&str] = &[
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "dpop_jkt",
    "grant_type",
    "iss",
    "nonce",
    "redirect_uri",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

/// What a request may ask for: how the provider talks to the user, and whom it suggests.
const FROM_REQUESTS: &[&str] = &[
    "acr_values",
    "display",
    "domain_hint",
    "hd",
    "login_hint",
    "max_age",
    "prompt",
    "screen_hint",
    "ui_locales",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// FL-21, S0-14
    #[test]
    fn neither_code_nor_request_can_set_the_protocols_own_parameters() {
        for name in PROTOCOL {
            assert!(ExtraParameters::default().set(name, "x").is_err(), "{name}");
            assert!(
                ExtraParameters::default()
                    .set_from_request(name, "x")
                    .is_err(),
                "{name}"
            );
        }
    }

    #[test]
    fn a_request_can_set_only_what_is_listed() {
        assert!(
            ExtraParameters::default()
                .set_from_request("login_hint", "ada@example")
                .is_ok()
        );
        for (name, value) in [
            ("resource", "x"),
            ("login_hint", "a\nb"),
            ("LOGIN_HINT", "a"),
            ("max_age", "soon"),
            ("max_age", "-1"),
        ] {
            assert!(
                ExtraParameters::default()
                    .set_from_request(name, value)
                    .is_err(),
                "{name}={value}"
            );
        }
    }

    #[test]
    fn a_name_given_twice_occurs_once() {
        let mut parameters = ExtraParameters::default();
        parameters.set("prompt", "login").unwrap();
        parameters.set("prompt", "consent").unwrap();
        assert_eq!(
            parameters.iter().collect::<Vec<_>>(),
            [("prompt", "consent")]
        );
    }
}
