//! GitLab.

use crate::provider::{Capabilities, Issuer, ProviderSpec, RefreshRecipe, Style};

/// GitLab; another instance than gitlab.com is named by `issuer`.
///
/// * Issuer, scopes, claims: <https://docs.gitlab.com/integration/openid_connect_provider/>
/// * Endpoints and revocation: <https://gitlab.com/.well-known/openid-configuration>, <https://docs.gitlab.com/api/oauth2/>
/// * Refresh tokens, which always come: <https://docs.gitlab.com/api/oauth2/#authorization-code-flow>
pub const GITLAB: ProviderSpec = ProviderSpec {
    id: "gitlab",
    name: "GitLab",
    issuer: Issuer::Fixed("https://gitlab.com"),
    capabilities: Capabilities {
        revocation: true,
        verified_email: true,
        refresh: Some(RefreshRecipe::ALWAYS),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#fc6d26",
        text: "#000000",
    },
    ..ProviderSpec::OIDC
};
