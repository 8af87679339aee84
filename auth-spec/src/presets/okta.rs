//! Okta.

use super::OWN_PROVIDER;
use crate::provider::{ProviderSpec, Style};

/// Okta; the issuer is `https://<org>.okta.com` or `https://<org>.okta.com/oauth2/<authorization server>`.
///
/// * Issuer, endpoints, revocation, end of session, claims: <https://developer.okta.com/docs/api/openapi/okta-oauth/oauth>
pub const OKTA: ProviderSpec = ProviderSpec {
    id: "okta",
    name: "Okta",
    capabilities: OWN_PROVIDER,
    style: Style {
        background: "#000000",
        text: "#ffffff",
    },
    ..ProviderSpec::OIDC
};
