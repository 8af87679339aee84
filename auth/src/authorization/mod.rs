//! The authorization code grant up to the code: RFC 6749 §4.1.1 and §4.1.2, PKCE (RFC 7636), `iss` (RFC 9207),
//! `dpop_jkt` (RFC 9449 §10).

mod flow;
mod parameters;
mod pkce;
mod reauthentication;
mod request;
mod response;

pub(crate) use flow::{Flow, Flows, Linking};
pub(crate) use parameters::ExtraParameters;
pub use parameters::ReservedParameter;
pub(crate) use pkce::CodeVerifier;
pub(crate) use reauthentication::ReauthenticationDemand;
pub(crate) use request::{authorization_url, pushed_authorization_url, pushed_parameters};
pub(crate) use response::{AuthorizationResponse, ExpectedIssuer};
