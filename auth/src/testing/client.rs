//! The applications that the provider knows.

use auth_spec::ClientAuthentication;
use serde_json::Value;
use subtle::ConstantTimeEq;

/// An application registered at the provider (RFC 6749 §2).
///
/// Without a secret it is a public client, which authenticates by nothing but its id; with one it may use HTTP Basic or the
/// body, unless [`Client::authentication`] leaves it only one of them.
///
/// ```
/// use auth::testing::Client;
///
/// let client = Client::new("shop")
///     .secret("a secret of the shop's")
///     .redirect_uri("http://localhost:3000/auth/callback/acme")
///     .post_logout_redirect_uri("http://localhost:3000/auth/signed-out");
/// assert_eq!(client.id(), "shop");
/// ```
#[derive(Clone)]
pub struct Client {
    id: String,
    name: Option<String>,
    uri: Option<String>,
    secret: Option<String>,
    jwks: Option<Value>,
    authentication: Option<ClientAuthentication>,
    redirect_uris: Vec<String>,
    post_logout_redirect_uris: Vec<String>,
    backchannel_logout_uri: Option<String>,
    frontchannel_logout_uri: Option<String>,
    dpop_bound: bool,
}

impl Client {
    /// A public client with no redirect URI yet.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: None,
            uri: None,
            secret: None,
            jwks: None,
            authentication: None,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            frontchannel_logout_uri: None,
            dpop_bound: false,
        }
    }

    /// What the provider's pages call the application (`client_name`); without it they show the id.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The application's home page (`client_uri`): where the provider's pages offer a way back.
    #[must_use]
    pub fn uri(mut self, url: impl Into<String>) -> Self {
        self.uri = Some(url.into());
        self
    }

    /// Makes it a confidential client with this secret.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// Makes it a confidential client with these public keys (RFC 7591 §2, `jwks`), which authenticates with what it signs
    /// (`private_key_jwt`). An application says what its keys are by `auth.jwks()`; a test can make one:
    ///
    /// ```
    /// use auth::testing::{Client, ClientKey, SigningAlgorithm};
    ///
    /// # fn main() -> Result<(), auth::testing::ProviderBuildError> {
    /// let key = ClientKey::generate(SigningAlgorithm::Es256)?;
    /// let client = Client::new("shop").jwks(key.jwks());
    /// assert!(key.pem().starts_with("-----BEGIN PRIVATE KEY-----"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn jwks(mut self, jwks: Value) -> Self {
        self.jwks = Some(jwks);
        self
    }

    /// Accepts this way of authenticating and no other.
    #[must_use]
    pub fn authentication(mut self, only: ClientAuthentication) -> Self {
        self.authentication = Some(only);
        self
    }

    /// One more redirect URI, compared character by character (RFC 9700 §4.1.3).
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// One more URL to which a sign-out may return, compared character by character.
    #[must_use]
    pub fn post_logout_redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.post_logout_redirect_uris.push(uri.into());
        self
    }

    /// Where it is sent a logout token when somebody signs out of the provider who is signed in to it (OpenID Connect
    /// Back-Channel Logout §2.2), by the client of [`Provider::send_logout_tokens`](super::Provider::send_logout_tokens).
    #[must_use]
    pub fn backchannel_logout_uri(mut self, uri: impl Into<String>) -> Self {
        self.backchannel_logout_uri = Some(uri.into());
        self
    }

    /// What the page that ends such a session shows in a frame, with `iss` and `sid` (OpenID Connect Front-Channel Logout §2).
    #[must_use]
    pub fn frontchannel_logout_uri(mut self, uri: impl Into<String>) -> Self {
        self.frontchannel_logout_uri = Some(uri.into());
        self
    }

    /// Gives it no tokens that are not bound to a key (`dpop_bound_access_tokens`, RFC 9449 §5.2). Without it they are bound where a
    /// proof comes with the token request.
    #[must_use]
    pub fn dpop_bound_access_tokens(mut self) -> Self {
        self.dpop_bound = true;
        self
    }

    /// The `client_id`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    pub(super) fn home(&self) -> Option<&str> {
        self.uri.as_deref()
    }

    pub(super) fn needs_dpop(&self) -> bool {
        self.dpop_bound
    }

    /// Whether its id is all that it has, so that its refresh tokens are bound to a key (RFC 9449 §5).
    pub(super) fn is_public(&self) -> bool {
        self.accepts(ClientAuthentication::None, None)
    }

    pub(super) fn redirect_uris(&self) -> &[String] {
        &self.redirect_uris
    }

    pub(super) fn post_logout_redirect_uris(&self) -> &[String] {
        &self.post_logout_redirect_uris
    }

    pub(super) fn to_tell_by_token(&self) -> Option<&str> {
        self.backchannel_logout_uri.as_deref()
    }

    pub(super) fn to_tell_by_frame(&self) -> Option<&str> {
        self.frontchannel_logout_uri.as_deref()
    }

    /// Whether this way of authenticating, with this secret, proves that it is this client. What it has signed is looked at
    /// elsewhere.
    pub(super) fn accepts(&self, method: ClientAuthentication, secret: Option<&str>) -> bool {
        let proved = match (&self.secret, secret, method) {
            (_, None, ClientAuthentication::None) => true,
            (Some(own), Some(given), _) => own.as_bytes().ct_eq(given.as_bytes()).into(),
            _ => false,
        };
        self.allows(method) && proved
    }

    /// The keys with which it signs, if it may authenticate so.
    pub(super) fn signing_keys(&self) -> impl Iterator<Item = &Value> {
        let allowed = self.allows(ClientAuthentication::PrivateKeyJwt);
        let keys = self.jwks.as_ref().filter(|_| allowed);
        let keys = keys.and_then(|jwks| jwks.get("keys")?.as_array());
        keys.into_iter().flatten()
    }

    fn allows(&self, method: ClientAuthentication) -> bool {
        match (self.authentication, method) {
            (Some(only), _) => method == only,
            (None, ClientAuthentication::Basic | ClientAuthentication::Post) => {
                self.secret.is_some()
            }
            (None, ClientAuthentication::PrivateKeyJwt) => self.jwks.is_some(),
            (None, ClientAuthentication::None) => self.secret.is_none() && self.jwks.is_none(),
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Client")
            .field("id", &self.id)
            .field(
                "confidential",
                &(self.secret.is_some() || self.jwks.is_some()),
            )
            .field("redirect_uris", &self.redirect_uris)
            .field("post_logout_redirect_uris", &self.post_logout_redirect_uris)
            .finish_non_exhaustive()
    }
}
