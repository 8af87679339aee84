//! Auth0.

use super::OWN_PROVIDER;
use crate::provider::{Capabilities, ProviderSpec, RefreshRecipe, Style};

/// Auth0; the issuer is `https://<tenant>.<region>.auth0.com/`, with the slash at its end.
///
/// * Issuer and everything discovered: <https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery>
/// * Revocation: <https://auth0.com/docs/secure/tokens/refresh-tokens/revoke-refresh-tokens>
/// * End of session: <https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0>
/// * Claims: <https://auth0.com/docs/manage-users/user-accounts/user-profiles/user-profile-structure>
/// * Asking again, `auth_time`: <https://auth0.com/docs/authenticate/login/max-age-reauthentication>
/// * Refresh tokens: <https://auth0.com/docs/secure/tokens/refresh-tokens/get-refresh-tokens>
pub const AUTH0: ProviderSpec = ProviderSpec {
    id: "auth0",
    name: "Auth0",
    capabilities: Capabilities {
        refresh: Some(RefreshRecipe::OFFLINE_ACCESS),
        ..OWN_PROVIDER
    },
    style: Style {
        background: "#eb5424",
        text: "#000000",
    },
    ..ProviderSpec::OIDC
};
