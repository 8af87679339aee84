//! The presets: one const row per provider, with the page each value comes from.
//!
//! The background of a button is the colour of the brand; its text is white or black, whichever can be read on it.

mod apple;
mod auth0;
mod discord;
mod facebook;
mod github;
mod gitlab;
mod google;
mod keycloak;
mod linkedin;
mod microsoft_entra_id;
mod okta;
mod slack;
mod spotify;
mod twitch;
mod twitter;

pub use apple::APPLE;
pub use auth0::AUTH0;
pub use discord::DISCORD;
pub use facebook::FACEBOOK;
pub use github::GITHUB;
pub use gitlab::GITLAB;
pub use google::GOOGLE;
pub use keycloak::KEYCLOAK;
pub use linkedin::LINKEDIN;
pub use microsoft_entra_id::MICROSOFT_ENTRA_ID;
pub use okta::OKTA;
pub use slack::SLACK;
pub use spotify::SPOTIFY;
pub use twitch::TWITCH;
pub use twitter::TWITTER;

use crate::provider::{Capabilities, ProviderSpec, Reauthentication};
use crate::uri::equal;

/// The preset, or kind, with this id.
#[must_use]
pub const fn find(id: &str) -> Option<&'static ProviderSpec> {
    match find_among(ALL, id) {
        None => find_among(KINDS, id),
        found => found,
    }
}

/// The one of these with this id.
const fn find_among(rows: &[&'static ProviderSpec], id: &str) -> Option<&'static ProviderSpec> {
    let mut number = 0;
    while number < rows.len() {
        if equal(rows[number].id, id) {
            return Some(rows[number]);
        }
        number += 1;
    }
    None
}

/// Every preset, in alphabetical order of its id.
pub const ALL: &[&ProviderSpec] = &[
    &APPLE,
    &AUTH0,
    &DISCORD,
    &FACEBOOK,
    &GITHUB,
    &GITLAB,
    &GOOGLE,
    &KEYCLOAK,
    &LINKEDIN,
    &MICROSOFT_ENTRA_ID,
    &OKTA,
    &SLACK,
    &SPOTIFY,
    &TWITCH,
    &TWITTER,
];

/// What a provider can be made from that is no preset, in alphabetical order of its id.
pub const KINDS: &[&ProviderSpec] = &[
    &ProviderSpec::CREDENTIALS,
    &ProviderSpec::DEV,
    &ProviderSpec::EMAIL,
    &ProviderSpec::OAUTH2,
    &ProviderSpec::OIDC,
];

/// A provider that the application's owner runs for it, and whose word can therefore be taken; all is discovered.
const OWN_PROVIDER: Capabilities = Capabilities {
    revocation: true,
    end_session: true,
    verified_email: true,
    reauthentication: Some(Reauthentication::STANDARD),
    ..Capabilities::NONE
};

#[cfg(test)]
mod tests;
