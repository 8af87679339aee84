//! The token endpoint (RFC 6749 §3.2) and what its tokens open (RFC 6750).

mod bearer;
mod client_authentication;
mod request;
mod response;

pub(crate) use bearer::fetch_with_bearer;
pub(crate) use client_authentication::ClientCredentials;
pub(crate) use request::AuthorizationCodeGrant;
pub(crate) use response::TokenResponse;
