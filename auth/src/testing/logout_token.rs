//! Logout tokens (OpenID Connect Back-Channel Logout §2.4).

use std::fmt;

use http::Request;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use super::jose::sign;
use super::random::random_token;
use super::{IdTokenForgery, Provider, ProviderBuildError};

/// What a provider sends to an application's back-channel logout URI when somebody has signed out of it.
///
/// It needs to say whose sessions end: [`subject`](Self::subject), [`session`](Self::session), or both. Its `jti` is new for each
/// call of [`sign`](Self::sign), unless [`forged`](Self::forged) says another one.
///
/// ```
/// use auth::testing::{Client, IdTokenForgery, Provider};
///
/// # fn main() -> Result<(), auth::testing::ProviderBuildError> {
/// let provider = Provider::builder().client(Client::new("shop")).build()?;
/// let right = provider.logout_token("shop").subject("ada").sign()?;
/// let wrong = provider.logout_token("shop").subject("ada").forged(IdTokenForgery::new().claim("nonce", "n")).sign()?;
/// let request = provider.logout_token("shop").subject("ada").request("/auth/backchannel-logout/acme")?;
/// assert!(request.body().starts_with("logout_token="));
/// # Ok(())
/// # }
/// ```
#[must_use = "it is nothing before it is signed"]
#[derive(Clone)]
pub struct LogoutToken<'a> {
    provider: &'a Provider,
    client_id: String,
    subject: Option<String>,
    session: Option<String>,
    forgery: Option<IdTokenForgery>,
}

impl<'a> LogoutToken<'a> {
    pub(super) fn new(provider: &'a Provider, client_id: String) -> Self {
        Self {
            provider,
            client_id,
            subject: None,
            session: None,
            forgery: None,
        }
    }

    /// Whose sessions end (`sub`).
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Which session of the provider has ended (`sid`): one of [`Provider::sessions_of`].
    pub fn session(mut self, id: impl Into<String>) -> Self {
        self.session = Some(id.into());
        self
    }

    /// What is wrong with it, as it would be with an ID token.
    pub fn forged(mut self, forgery: IdTokenForgery) -> Self {
        self.forgery = Some(forgery);
        self
    }

    /// The token. It is valid for two minutes.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn sign(self) -> Result<String, ProviderBuildError> {
        let now = self.provider.now();
        let mut claims = Map::new();
        let mut says = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        says("iss", self.provider.issuer().into());
        says("aud", self.client_id.into());
        says("iat", now.into());
        says("exp", now.saturating_add(LIFETIME).into());
        says("jti", random_token()?.into());
        says("events", json!({ EVENT: {} }));
        if let Some(subject) = self.subject {
            says("sub", subject.into());
        }
        if let Some(session) = self.session {
            says("sid", session.into());
        }
        let mut state = self.provider.state();
        let forgery = self.forgery.as_ref();
        if forgery.is_some_and(IdTokenForgery::rotates_first) {
            state.keys.rotate()?;
        }
        let base = &self.provider.inner().base;
        Ok(sign(&state.keys, base, "logout+jwt", claims, forgery)?)
    }

    /// The request in which it is sent (§2.5), to this URL or path.
    ///
    /// # Errors
    /// As for [`sign`](Self::sign), and when no request can be made to that URL.
    pub fn request(self, url: &str) -> Result<Request<String>, ProviderBuildError> {
        let token = self.sign()?;
        Request::post(url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(["logout_token=", &token].concat())
            .map_err(|_| ProviderBuildError::UrlInvalid)
    }
}

impl fmt::Debug for LogoutToken<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LogoutToken")
            .field("client_id", &self.client_id)
            .field("subject", &self.subject)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

/// In seconds.
const LIFETIME: u64 = 120;
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
