//! Okta.

use super::OWN_PROVIDER;
use crate::provider::{Capabilities, ProviderSpec, RefreshRecipe, Style};

/// Okta; the issuer is `https://<org>.okta.com` or `https://<org>.okta.com/oauth2/<authorization server>`.
///
/// * Issuer, endpoints, revocation, end of session, claims: <https://developer.okta.com/docs/api/openapi/okta-oauth/oauth>
/// * Refresh tokens: <https://developer.okta.com/docs/guides/refresh-tokens/main/>
pub const OKTA: ProviderSpec = ProviderSpec {
    id: "okta",
    name: "Okta",
    capabilities: Capabilities {
        refresh: Some(RefreshRecipe::OFFLINE_ACCESS),
        ..OWN_PROVIDER
    },
    style: Style {
        background: "#000000",
        text: "#ffffff",
    },
    ..ProviderSpec::OIDC
};
