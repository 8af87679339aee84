//! Microsoft Entra ID.

use crate::provider::{
    Capabilities, Issuer, ProfileMapping, ProviderSpec, Reauthentication, RefreshRecipe, Style,
};

/// Microsoft Entra ID, for work, school and personal accounts alike unless `issuer` names one tenant.
///
/// * Issuer, endpoints, end of session: <https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc>
/// * `tid`, and why an address identifies nobody: <https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference>
/// * Addresses are unverified: <https://learn.microsoft.com/en-us/entra/identity-platform/migrate-off-email-claim-authorization>
/// * A picture has to be fetched with the access token: <https://learn.microsoft.com/en-us/entra/identity-platform/userinfo>
/// * `prompt=login`; `auth_time` is an optional claim: <https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc>, <https://learn.microsoft.com/en-us/entra/identity-platform/optional-claims-reference>
/// * Refresh tokens: <https://learn.microsoft.com/en-us/entra/identity-platform/scopes-oidc#the-offline_access-scope>
/// * Colours: <https://learn.microsoft.com/en-us/entra/identity-platform/howto-add-branding-in-apps>
pub const MICROSOFT_ENTRA_ID: ProviderSpec = ProviderSpec {
    id: "microsoft_entra_id",
    name: "Microsoft Entra ID",
    issuer: Issuer::Tenanted {
        default: "https://login.microsoftonline.com/common/v2.0",
        template: "https://login.microsoftonline.com/{tenantid}/v2.0",
    },
    profile: ProfileMapping {
        email_verified: &[],
        picture: &[],
        ..ProfileMapping::STANDARD_CLAIMS
    },
    capabilities: Capabilities {
        end_session: true,
        refresh: Some(RefreshRecipe::OFFLINE_ACCESS),
        reauthentication: Some(Reauthentication::UNSTATED),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#0072c6",
        text: "#ffffff",
    },
    ..ProviderSpec::OIDC
};
