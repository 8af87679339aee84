//! The token endpoint (RFC 6749 §3.2) and what its tokens open (RFC 6750, RFC 9449), and their revocation (RFC 7009).

mod at_rest;
mod client_assertion;
mod client_authentication;
mod dpop;
mod protected_resource;
mod provider_tokens;
mod request;
mod response;
mod revocation;
mod token_type;

pub(crate) use at_rest::TokensAtRest;
pub(crate) use client_assertion::ClientAssertion;
pub(crate) use client_authentication::ClientCredentials;
pub(crate) use dpop::{Dpop, DpopKey, DpopNonces, Proof, is_nonce};
pub(crate) use protected_resource::{Presented, fetch_protected_resource};
pub(crate) use provider_tokens::ProviderTokens;
pub(crate) use request::{AuthorizationCodeGrant, RefreshTokenGrant};
pub(crate) use response::{TokenResponse, error_code};
pub(crate) use revocation::{Revoked, TokenTypeHint, revoke};
pub use token_type::TokenType;
