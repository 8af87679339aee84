//! LinkedIn.

use crate::provider::{Capabilities, ClientAuthentication, Issuer, ProviderSpec, Style};

/// LinkedIn, with the product "Sign In with LinkedIn using OpenID Connect".
///
/// * Issuer, scopes, claims: <https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2>
/// * Client authentication: <https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow>
/// * ID tokens come without `nonce`: <https://github.com/linkedin-developers/linkedin-api-js-client/issues/34>
/// * PKCE only for native applications that LinkedIn has enabled it for:
///   <https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow-native>; other clients get
///   `invalid_client` for a `code_verifier`: <https://github.com/nextauthjs/next-auth/issues/8831>
/// * Refresh tokens come to approved partners alone: <https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens>
/// * Colours: <https://brand.linkedin.com/in-logo>
pub const LINKEDIN: ProviderSpec = ProviderSpec {
    id: "linkedin",
    name: "LinkedIn",
    issuer: Issuer::Fixed("https://www.linkedin.com/oauth"),
    client_authentication: ClientAuthentication::Post,
    capabilities: Capabilities {
        verified_email: true,
        omits_nonce: true,
        refuses_pkce: true,
        ..Capabilities::NONE
    },
    style: Style {
        background: "#0a66c2",
        text: "#ffffff",
    },
    ..ProviderSpec::OIDC
};
