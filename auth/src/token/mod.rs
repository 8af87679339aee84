//! The token endpoint (RFC 6749 §3.2) and what its tokens open (RFC 6750), and their revocation (RFC 7009).

mod at_rest;
mod bearer;
mod client_assertion;
mod client_authentication;
mod provider_tokens;
mod request;
mod response;
mod revocation;

pub(crate) use at_rest::TokensAtRest;
pub(crate) use bearer::fetch_with_bearer;
pub(crate) use client_assertion::ClientAssertion;
pub(crate) use client_authentication::ClientCredentials;
pub(crate) use provider_tokens::ProviderTokens;
pub(crate) use request::{AuthorizationCodeGrant, RefreshTokenGrant};
pub(crate) use response::{TokenResponse, error_code};
pub(crate) use revocation::{Revoked, TokenTypeHint, revoke};
