//! A programmable OpenID provider and other things that only development and tests need.
//!
//! [`Provider`] is a whole OpenID provider: discovery, authorization page, tokens, UserInfo, revocation, sign-out. The
//! provider `dev` of a declaration is one. A test can make it answer wrongly in almost every way a real one could
//! ([`Fault`], [`IdTokenForgery`]), and can ask what it was asked ([`RecordedRequest`]).
//!
//! [`sign_in`] makes the `Cookie` header of somebody who is signed in, for tests of what comes afterwards.
//!
//! `contract`, with the feature `testing`, is what every store has to hold, for those who write one.
//!
//! This module is a part of debug builds, and of release builds with the feature `testing`.

mod answer;
mod body;
mod bounded;
mod browser;
mod builder;
mod built_in;
mod client;
mod client_key;
mod clock;
#[cfg(any(test, feature = "testing"))]
pub mod contract;
mod dpop;
mod edit;
mod endpoint;
mod fault;
mod grant;
mod in_process;
mod jose;
mod logout_token;
mod page;
mod parameters;
mod persona;
mod provider;
mod random;
mod request_log;
mod router;
mod schedule;
mod session_token;
mod sign_in;

#[cfg(test)]
mod tests;

pub use auth_spec::ClientAuthentication;
pub use browser::{AuthorizationResponse, Browser, BrowserError, Choice, EndSessionResponse};
pub use builder::{ProviderBuildError, ProviderBuilder};
pub(crate) use built_in::built_in;
pub use client::Client;
pub use client_key::ClientKey;
pub use clock::ManualClock;
pub use dpop::DpopNoncePolicy;
pub use endpoint::Endpoint;
pub use fault::Fault;
pub use jose::{IdTokenForgery, PublicKeyEncoding, SigningAlgorithm};
pub use logout_token::LogoutToken;
pub use persona::Persona;
pub use provider::Provider;
pub use request_log::RecordedRequest;
pub use session_token::{SessionCookies, SessionTokenCodec, session_token};
pub use sign_in::sign_in;
