//! Errors, one enum per boundary, named by who is at fault.

mod authorization;
mod configuration;
mod sign_in;

pub use authorization::AuthorizationResponseError;
pub(crate) use configuration::Problems;
pub use configuration::{ConfigurationError, ConfigurationProblem};
pub use sign_in::SignInError;
