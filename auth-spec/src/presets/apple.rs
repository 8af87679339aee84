//! Apple.

use crate::provider::{
    Capabilities, ClientAuthentication, Issuer, ProfileMapping, ProfileQuirk, ProviderSpec,
    RefreshRecipe, ResponseMode, Style,
};

/// Sign in with Apple.
///
/// The client secret is a JWT that Apple has the developer sign (ES256, at most six months); `AUTH_APPLE_SECRET` is that JWT.
/// Name and e-mail address can only be had with `form_post`, and the name only once.
///
/// * Issuer, endpoints, revocation: <https://appleid.apple.com/.well-known/openid-configuration>
/// * Scopes, `form_post`: <https://developer.apple.com/documentation/signinwithapplerestapi/request-an-authorization-to-the-sign-in-with-apple-server.>
/// * Client authentication: <https://developer.apple.com/documentation/signinwithapplerestapi/generate-and-validate-tokens>
/// * `email_verified`, always true and at times a string: <https://developer.apple.com/documentation/signinwithapple/authenticating-users-with-sign-in-with-apple>
/// * Refresh tokens, which always come: <https://developer.apple.com/documentation/signinwithapplerestapi/tokenresponse>
/// * Colours: <https://developer.apple.com/design/human-interface-guidelines/sign-in-with-apple>
pub const APPLE: ProviderSpec = ProviderSpec {
    id: "apple",
    name: "Apple",
    issuer: Issuer::Fixed("https://appleid.apple.com"),
    scopes: &["openid", "name", "email"],
    client_authentication: ClientAuthentication::Post,
    response_mode: ResponseMode::FormPost,
    profile: ProfileMapping {
        name: &[],
        picture: &[],
        quirk: Some(ProfileQuirk::AppleUser),
        ..ProfileMapping::STANDARD_CLAIMS
    },
    capabilities: Capabilities {
        revocation: true,
        verified_email: true,
        refresh: Some(RefreshRecipe::ALWAYS),
        ..Capabilities::NONE
    },
    style: Style {
        background: "#000000",
        text: "#ffffff",
    },
    ..ProviderSpec::OIDC
};
