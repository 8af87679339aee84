//! One provider with everything start-up found for it.

use auth_spec::{ClientAuthentication, ResponseMode};

use crate::config::{PrivateKey, Secret};
use crate::declaration::ProviderDeclaration;

/// A declared provider together with what the environment and the builder said of it; checked.
#[derive(Debug, Clone)]
pub(crate) struct ProviderConfiguration {
    pub(crate) declaration: &'static ProviderDeclaration,
    /// Empty where the application identifies its users itself.
    pub(crate) client_id: String,
    /// `None` for public clients, and for those that sign instead.
    pub(crate) client_secret: Option<Secret>,
    /// `Some` exactly for clients that authenticate with `private_key_jwt`.
    pub(crate) private_key: Option<PrivateKey>,
    /// `Some` exactly for OpenID providers; the spelling the provider uses.
    pub(crate) issuer: Option<String>,
    pub(crate) client_authentication: ClientAuthentication,
    pub(crate) response_mode: ResponseMode,
    pub(crate) authorization: Option<String>,
    pub(crate) pushed_authorization: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) userinfo: Option<String>,
    pub(crate) revocation: Option<String>,
    pub(crate) end_session: Option<String>,
    /// `{AUTH_URL}{base_path}/callback/{id}`; where the application identifies its users itself, what their form posts to.
    pub(crate) redirect_uri: String,
}
