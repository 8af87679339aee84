//! X.

use crate::provider::{
    Capabilities, Endpoints, ProfileMapping, ProviderSpec, RefreshRecipe, Style,
};

/// X, formerly Twitter. It tells no e-mail address without a permission that each application has to be given.
///
/// * Endpoints, client authentication, revocation: <https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token>
/// * Scopes: <https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code>
/// * Profile: <https://docs.x.com/x-api/users/lookup/quickstart/authenticated-lookup>
/// * Refresh tokens: <https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code#refresh-tokens>
pub const TWITTER: ProviderSpec = ProviderSpec {
    id: "twitter",
    name: "X",
    endpoints: Endpoints {
        authorization: Some("https://x.com/i/oauth2/authorize"),
        token: Some("https://api.x.com/2/oauth2/token"),
        userinfo: Some("https://api.x.com/2/users/me?user.fields=profile_image_url"),
        revocation: Some("https://api.x.com/2/oauth2/revoke"),
        ..Endpoints::NONE
    },
    scopes: &["users.read", "tweet.read"],
    profile: ProfileMapping {
        subject: &["/data/id"],
        name: &["/data/name", "/data/username"],
        email: &[],
        email_verified: &[],
        picture: &["/data/profile_image_url"],
        quirk: None,
    },
    capabilities: Capabilities {
        revocation: true,
        refresh: Some(RefreshRecipe {
            scopes: &["offline.access"],
            params: &[],
        }),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#000000",
        text: "#ffffff",
    },
    ..ProviderSpec::OAUTH2
};
