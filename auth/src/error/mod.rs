//! One error per boundary, named by who is at fault.

mod provider;

pub use provider::{IdTokenFault, ProviderEndpoint, ProviderError, ProviderFault};
