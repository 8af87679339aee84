//! From the declaration, the environment and the builder to a configuration that cannot be wrong.

mod provider;
mod secret;

pub(crate) use provider::ProviderConfiguration;
pub use secret::{Secret, SecretFault};
