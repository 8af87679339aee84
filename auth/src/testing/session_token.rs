//! Session tokens and their cookies, made and read without a server.

use http::{HeaderMap, HeaderValue};

use crate::account::{Roles, User};
use crate::clock::SharedClock;
use crate::config::Secret;
use crate::declaration::Declaration;
use crate::error::{CookieNameError, SessionError};
use crate::sealed::{Purpose, SealingKeys};
use crate::session::{Beginning, Reading, Session, Sessions};

/// A session token with these claims, word for word, as a cookie of that name has it under that secret.
///
/// # Panics
/// When the operating system gives no random bytes.
#[must_use]
pub fn session_token(secret: &str, cookie_name: &str, claims_json: &str) -> String {
    let token = SessionTokenCodec::new(&[secret], cookie_name).seal(claims_json.as_bytes());
    #[expect(clippy::expect_used, reason = "a test has nothing better to do")]
    token.expect("the operating system gives random bytes")
}

/// Seals and opens session tokens, whatever they hold.
#[derive(Debug)]
pub struct SessionTokenCodec(SealingKeys);

impl SessionTokenCodec {
    /// Derives the keys of the session cookie of that name. The first secret seals, all of them open.
    #[must_use]
    pub fn new(secrets: &[&str], cookie_name: &str) -> Self {
        Self(SealingKeys::derive(
            &issued(secrets),
            Purpose::Session { cookie_name },
        ))
    }

    /// Seals; `None` when the operating system gives no random bytes or there is no secret.
    #[must_use]
    pub fn seal(&self, payload: &[u8]) -> Option<String> {
        self.0.seal(payload).ok()
    }

    /// Opens; `None` for what was not sealed with one of the secrets for a cookie of that name.
    #[must_use]
    pub fn open(&self, token: &str) -> Option<Vec<u8>> {
        self.0.open(token).ok().map(|opened| opened.payload)
    }
}

/// The session cookies of a declaration, as far as they say by themselves who is signed in: without a store nothing is ended
/// here, and with `session: { strategy: database }` an application refuses them. [`sign_in`](super::sign_in) works for all.
#[derive(Debug)]
pub struct SessionCookies<D: Declaration> {
    sessions: Sessions<D>,
    roles: Roles<D::Role>,
}

impl<D: Declaration> SessionCookies<D> {
    /// As an application with these secrets keeps its sessions; `secure` is whether it is on https.
    ///
    /// # Errors
    /// When the declared cookie name cannot be used there.
    pub fn new(
        secrets: &[&str],
        secure: bool,
        clock: SharedClock,
    ) -> Result<Self, CookieNameError> {
        Ok(Self {
            sessions: Sessions::new(&issued(secrets), &D::SESSION, secure, clock)?,
            roles: Roles::none(),
        })
    }

    /// Gives these roles to whoever [signs in](Self::sign_in).
    #[must_use]
    pub fn with_roles(mut self, roles: impl IntoIterator<Item = D::Role>) -> Self {
        self.roles.extend(roles);
        self
    }

    /// Signs somebody in: the session, and the `Set-Cookie` fields that begin it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn sign_in(
        &self,
        request: &HeaderMap,
        user: User,
        provider: D::Provider,
        data: D::SessionData,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        self.sessions.begin_unasked(
            request,
            Beginning {
                user,
                provider,
                roles: self.roles.clone(),
                data,
                tokens: None,
                origin: None,
                authenticated_at: Some(self.sessions.now()),
            },
        )
    }

    /// The session of a request with these header fields, if one lives.
    #[must_use]
    pub fn read(&self, request: &HeaderMap) -> Option<Session<D>> {
        match self.sessions.open(request) {
            Reading::Live { session, .. } => Some(session),
            Reading::Absent | Reading::Refused | Reading::Unavailable => None,
        }
    }

    /// Seals a session anew if that is due: the `Set-Cookie` fields that continue it, or none.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn renew(&self, request: &HeaderMap) -> Result<Vec<HeaderValue>, SessionError> {
        match self.sessions.open(request) {
            Reading::Live {
                session,
                renewal_due: true,
            } => self
                .sessions
                .renew(request, &session)
                .map(|(_, fields)| fields),
            _ => Ok(Vec::new()),
        }
    }

    /// The `Set-Cookie` fields that end the session of a request with these header fields.
    #[must_use]
    pub fn sign_out(&self, request: &HeaderMap) -> Vec<HeaderValue> {
        self.sessions.clear(request)
    }
}

fn issued(secrets: &[&str]) -> Vec<Secret> {
    secrets
        .iter()
        .map(|secret| Secret::issued(*secret))
        .collect()
}
