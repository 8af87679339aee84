//! Spotify.

use crate::provider::{
    Capabilities, Endpoints, ProfileMapping, ProviderSpec, RefreshRecipe, Style,
};

/// Spotify. As redirect URI it takes `http://127.0.0.1` but not `http://localhost`.
///
/// * Endpoints, client authentication: <https://developer.spotify.com/documentation/web-api/tutorials/code-flow>
/// * Redirect URIs: <https://developer.spotify.com/documentation/web-api/concepts/redirect_uri>
/// * Scopes: <https://developer.spotify.com/documentation/web-api/concepts/scopes>
/// * Profile; the address is unverified: <https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile>
/// * Refresh tokens, which always come: <https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens>
/// * Colours: <https://developer.spotify.com/documentation/design>
pub const SPOTIFY: ProviderSpec = ProviderSpec {
    id: "spotify",
    name: "Spotify",
    endpoints: Endpoints {
        authorization: Some("https://accounts.spotify.com/authorize"),
        token: Some("https://accounts.spotify.com/api/token"),
        userinfo: Some("https://api.spotify.com/v1/me"),
        ..Endpoints::NONE
    },
    scopes: &["user-read-email"],
    profile: ProfileMapping {
        subject: &["/id"],
        name: &["/display_name"],
        email: &["/email"],
        email_verified: &[],
        picture: &["/images/0/url"],
        quirk: None,
    },
    capabilities: Capabilities {
        refresh: Some(RefreshRecipe::ALWAYS),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#1db954",
        text: "#000000",
    },
    ..ProviderSpec::OAUTH2
};
