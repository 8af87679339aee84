//! Keycloak.

use super::OWN_PROVIDER;
use crate::provider::{ProviderSpec, Style};

/// Keycloak; the issuer is `https://<host>/realms/<realm>`.
///
/// * Issuer, endpoints, revocation, end of session: <https://www.keycloak.org/securing-apps/oidc-layers>
pub const KEYCLOAK: ProviderSpec = ProviderSpec {
    id: "keycloak",
    name: "Keycloak",
    capabilities: OWN_PROVIDER,
    style: Style {
        background: "#428bca",
        text: "#000000",
    },
    ..ProviderSpec::OIDC
};
