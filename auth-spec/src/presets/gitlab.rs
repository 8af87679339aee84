//! GitLab.

use crate::provider::{Capabilities, Issuer, ProviderSpec, Reauthentication, RefreshRecipe, Style};

/// GitLab; another instance than gitlab.com is named by `issuer`.
///
/// * Issuer, scopes, claims: <https://docs.gitlab.com/integration/openid_connect_provider/>
/// * Endpoints and revocation: <https://gitlab.com/.well-known/openid-configuration>, <https://docs.gitlab.com/api/oauth2/>
/// * `prompt`, `max_age`, `auth_time`: <https://gitlab.com/gitlab-org/gitlab/-/blob/master/config/initializers/doorkeeper_openid_connect.rb>
/// * Refresh tokens, which always come: <https://docs.gitlab.com/api/oauth2/#authorization-code-flow>
pub const GITLAB: ProviderSpec = ProviderSpec {
    id: "gitlab",
    name: "GitLab",
    issuer: Issuer::Fixed("https://gitlab.com"),
    capabilities: Capabilities {
        revocation: true,
        verified_email: true,
        refresh: Some(RefreshRecipe::ALWAYS),
        reauthentication: Some(Reauthentication::STANDARD),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#fc6d26",
        text: "#000000",
    },
    ..ProviderSpec::OIDC
};
