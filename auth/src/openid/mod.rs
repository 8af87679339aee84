//! OpenID Connect: discovery, keys, ID token, UserInfo.
//!
//! This is the only folder that names the `openidconnect` crate.

mod cache;
mod discovery;
#[cfg(test)]
pub(crate) mod fixtures;
mod id_token;
mod jws;
mod keys;
mod provider;
mod userinfo;

pub(crate) use discovery::Metadata;
pub(crate) use id_token::{Expected, IdToken};
pub(crate) use provider::OpenIdProvider;
