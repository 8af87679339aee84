//! Keycloak.

use super::OWN_PROVIDER;
use crate::provider::{Capabilities, ProviderSpec, RefreshRecipe, Style};

/// Keycloak; the issuer is `https://<host>/realms/<realm>`.
///
/// * Issuer, endpoints, revocation, end of session: <https://www.keycloak.org/securing-apps/oidc-layers>
/// * Refresh tokens that outlive the session at Keycloak: <https://www.keycloak.org/docs/latest/server_admin/#_offline-access>
pub const KEYCLOAK: ProviderSpec = ProviderSpec {
    id: "keycloak",
    name: "Keycloak",
    capabilities: Capabilities {
        refresh: Some(RefreshRecipe::OFFLINE_ACCESS),
        ..OWN_PROVIDER
    },
    style: Style {
        background: "#428bca",
        text: "#000000",
    },
    ..ProviderSpec::OIDC
};
