//! What can go wrong: one enum per boundary, named by who is at fault.

mod provider;
mod session;

pub use provider::{IdTokenFault, ProviderEndpoint, ProviderError, ProviderFault};
pub use session::{CookieNameError, SessionError};
