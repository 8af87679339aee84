//! Discord.

use crate::provider::{
    Capabilities, Endpoints, ProfileMapping, ProfileQuirk, ProviderSpec, RefreshRecipe, Style,
};

/// Discord.
///
/// * Endpoints, scopes, client authentication, revocation: <https://discord.com/developers/docs/topics/oauth2>
/// * Profile, `verified`: <https://discord.com/developers/docs/resources/user#user-object>
/// * Avatar: <https://discord.com/developers/docs/reference#image-formatting>
/// * Refresh tokens, which always come: <https://discord.com/developers/docs/topics/oauth2#authorization-code-grant>
/// * Colours: <https://discord.com/branding>
pub const DISCORD: ProviderSpec = ProviderSpec {
    id: "discord",
    name: "Discord",
    endpoints: Endpoints {
        authorization: Some("https://discord.com/oauth2/authorize"),
        token: Some("https://discord.com/api/oauth2/token"),
        userinfo: Some("https://discord.com/api/users/@me"),
        revocation: Some("https://discord.com/api/oauth2/token/revoke"),
        ..Endpoints::NONE
    },
    scopes: &["identify", "email"],
    profile: ProfileMapping {
        subject: &["/id"],
        name: &["/global_name", "/username"],
        email: &["/email"],
        email_verified: &["/verified"],
        picture: &[],
        quirk: Some(ProfileQuirk::DiscordAvatar),
    },
    capabilities: Capabilities {
        revocation: true,
        verified_email: true,
        refresh: Some(RefreshRecipe::ALWAYS),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#5865f2",
        text: "#ffffff",
    },
    ..ProviderSpec::OAUTH2
};
