//! GitHub.

use crate::provider::{
    Capabilities, ClientAuthentication, Endpoints, Issuer, ProfileMapping, ProfileQuirk,
    ProviderSpec, Style,
};

/// GitHub.
///
/// * Endpoints, client authentication: <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>
/// * `iss` in authorization responses: <https://docs.github.com/en/apps/github-authentication-discovery-endpoints>
/// * Scopes: <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps>
/// * Profile: <https://docs.github.com/en/rest/users/users#get-the-authenticated-user>
/// * E-mail addresses, `verified`: <https://docs.github.com/en/rest/users/emails#list-email-addresses-for-the-authenticated-user>
/// * Tokens are revoked by another protocol than RFC 7009: <https://docs.github.com/en/rest/apps/oauth-applications>
/// * Refresh tokens come to GitHub Apps by a setting of theirs, and no request asks for them:
///   <https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens>
/// * Colours: <https://brand.github.com>
pub const GITHUB: ProviderSpec = ProviderSpec {
    id: "github",
    name: "GitHub",
    issuer: Issuer::AuthorizationServer("https://github.com/login/oauth"),
    endpoints: Endpoints {
        authorization: Some("https://github.com/login/oauth/authorize"),
        token: Some("https://github.com/login/oauth/access_token"),
        userinfo: Some("https://api.github.com/user"),
        emails: Some("https://api.github.com/user/emails"),
        ..Endpoints::NONE
    },
    scopes: &["read:user", "user:email"],
    client_authentication: ClientAuthentication::Post,
    profile: ProfileMapping {
        subject: &["/id"],
        name: &["/name", "/login"],
        email: &["/email"],
        email_verified: &[],
        picture: &["/avatar_url"],
        quirk: Some(ProfileQuirk::GitHubEmails),
    },
    capabilities: Capabilities {
        verified_email: true,
        ..Capabilities::NONE
    },
    style: Style {
        background: "#24292f",
        text: "#ffffff",
    },
    ..ProviderSpec::OAUTH2
};
