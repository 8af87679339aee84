//! Slack.

use crate::provider::{
    Capabilities, ClientAuthentication, Issuer, ProfileMapping, ProviderSpec, Style,
};

/// Slack.
///
/// The administrators of a workspace choose the addresses of its members, and any workspace can sign in: Slack's word on an
/// address is not taken.
///
/// * Issuer, endpoints, scopes: <https://api.slack.com/docs/sign-in-with-slack>
/// * Client authentication, claims: <https://docs.slack.dev/reference/methods/openid.connect.token>
/// * PKCE only for applications that have become public clients for good: <https://docs.slack.dev/authentication/using-pkce>
/// * Refresh tokens come to applications that have turned on token rotation for good, and no request asks for them:
///   <https://docs.slack.dev/authentication/using-token-rotation>
pub const SLACK: ProviderSpec = ProviderSpec {
    id: "slack",
    name: "Slack",
    issuer: Issuer::Fixed("https://slack.com"),
    client_authentication: ClientAuthentication::Post,
    profile: ProfileMapping {
        email_verified: &[],
        picture: &["/picture", "/https:~1~1slack.com~1user_image_192"],
        ..ProfileMapping::STANDARD_CLAIMS
    },
    capabilities: Capabilities {
        refuses_pkce: true,
        ..Capabilities::NONE
    },
    style: Style {
        background: "#611f69",
        text: "#ffffff",
    },
    ..ProviderSpec::OIDC
};
