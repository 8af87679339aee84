//! Google.

use crate::provider::{Capabilities, Issuer, ProviderSpec, RefreshRecipe, Style};

/// Google.
///
/// * Issuer, endpoints, scopes, claims: <https://developers.google.com/identity/openid-connect/openid-connect>
/// * Revocation, in the discovery document: <https://developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke>
/// * Refresh tokens, which come with a consent alone: <https://developers.google.com/identity/protocols/oauth2/web-server#offline>
/// * Colours: <https://developers.google.com/identity/branding-guidelines>
pub const GOOGLE: ProviderSpec = ProviderSpec {
    id: "google",
    name: "Google",
    issuer: Issuer::Fixed("https://accounts.google.com"),
    capabilities: Capabilities {
        revocation: true,
        verified_email: true,
        refresh: Some(RefreshRecipe {
            scopes: &[],
            params: &[("access_type", "offline"), ("prompt", "consent")],
        }),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#1a73e8",
        text: "#ffffff",
    },
    ..ProviderSpec::OIDC
};
