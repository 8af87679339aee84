//! OpenID Connect: discovery, keys, ID token, UserInfo, RP-initiated logout.
//!
//! This is the only folder that names the `openidconnect` crate.

mod cache;
mod discovery;
#[cfg(test)]
pub(crate) mod fixtures;
mod id_token;
mod jws;
mod keys;
mod logout;
mod logout_token;
mod provider;
mod userinfo;

pub(crate) use discovery::Metadata;
pub(crate) use id_token::{Expected, IdToken, Repeated, SKEW};
pub(crate) use logout::{Departures, LogoutRequest, NotDone, Onward};
pub(crate) use logout_token::{LoggedOut, LogoutToken};
pub(crate) use provider::OpenIdProvider;
