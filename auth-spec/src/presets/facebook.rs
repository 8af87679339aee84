//! Facebook.

use crate::provider::{
    Capabilities, ClientAuthentication, Endpoints, ProfileMapping, ProviderSpec, Reauthentication,
    Style,
};

/// Facebook. The addresses carry no version of the Graph API, so that they outlive the two years a version lives.
///
/// * Endpoints, client authentication: <https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow>
/// * Versions: <https://developers.facebook.com/docs/graph-api/guides/versioning>
/// * Profile; the id is the application's own for each user: <https://developers.facebook.com/docs/graph-api/reference/user>
/// * Picture: <https://developers.facebook.com/docs/graph-api/reference/user/picture>
/// * Asking again: <https://developers.facebook.com/docs/facebook-login/guides/advanced/re-authentication>
/// * There are no refresh tokens: <https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived>
pub const FACEBOOK: ProviderSpec = ProviderSpec {
    id: "facebook",
    name: "Facebook",
    endpoints: Endpoints {
        authorization: Some("https://www.facebook.com/dialog/oauth"),
        token: Some("https://graph.facebook.com/oauth/access_token"),
        userinfo: Some("https://graph.facebook.com/me?fields=id,name,email,picture"),
        ..Endpoints::NONE
    },
    scopes: &["public_profile", "email"],
    client_authentication: ClientAuthentication::Post,
    profile: ProfileMapping {
        subject: &["/id"],
        name: &["/name"],
        email: &["/email"],
        email_verified: &[],
        picture: &["/picture/data/url"],
        quirk: None,
    },
    capabilities: Capabilities {
        reauthentication: Some(Reauthentication {
            params: &[("auth_type", "reauthenticate")],
            states_auth_time: false,
        }),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#0866ff",
        text: "#ffffff",
    },
    ..ProviderSpec::OAUTH2
};
