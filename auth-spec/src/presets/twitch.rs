//! Twitch.

use crate::provider::{
    Capabilities, ClientAuthentication, Endpoints, Issuer, ProfileMapping, ProviderSpec,
    RefreshRecipe, Style,
};

/// Twitch. It tells of a user only what the `claims` parameter asks for (OpenID Connect Core §5.5).
///
/// * Issuer, claims: <https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/>
/// * Scope of the address: <https://dev.twitch.tv/docs/authentication/scopes/>
/// * Revocation, which is not in the discovery document: <https://dev.twitch.tv/docs/authentication/revoke-tokens/>
/// * Refresh tokens, which always come: <https://dev.twitch.tv/docs/authentication/refresh-tokens/>
/// * Colours: <https://brand.twitch.com>
pub const TWITCH: ProviderSpec = ProviderSpec {
    id: "twitch",
    name: "Twitch",
    issuer: Issuer::Fixed("https://id.twitch.tv/oauth2"),
    endpoints: Endpoints {
        revocation: Some("https://id.twitch.tv/oauth2/revoke"),
        ..Endpoints::NONE
    },
    scopes: &["openid", "user:read:email"],
    authorization_params: &[(
        "claims",
        r#"{"id_token":{"email":null,"email_verified":null,"picture":null,"preferred_username":null}}"#,
    )],
    client_authentication: ClientAuthentication::Post,
    profile: ProfileMapping {
        name: &["/preferred_username"],
        ..ProfileMapping::STANDARD_CLAIMS
    },
    capabilities: Capabilities {
        revocation: true,
        verified_email: true,
        refresh: Some(RefreshRecipe::ALWAYS),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#9146ff",
        text: "#ffffff",
    },
    ..ProviderSpec::OIDC
};
