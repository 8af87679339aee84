//! What can go wrong: one enum per boundary, named by who is at fault.

mod access_token;
mod account;
mod authorization;
mod configuration;
mod credentials;
mod dpop_proof;
mod email;
mod logout_token;
mod provider;
mod session;
mod sign_in;
mod status;

pub use access_token::AccessTokenError;
pub use account::AccountError;
pub use authorization::AuthorizationResponseError;
pub(crate) use configuration::Problems;
pub use configuration::{ConfigurationError, ConfigurationProblem};
pub use credentials::CredentialsError;
pub use dpop_proof::DpopProofError;
pub use email::EmailError;
pub use logout_token::LogoutTokenError;
pub use provider::{DpopFault, IdTokenFault, ProviderEndpoint, ProviderError, ProviderFault};
pub use session::{CookieNameError, SessionError};
pub use sign_in::SignInError;
pub(crate) use status::{Family, status};
