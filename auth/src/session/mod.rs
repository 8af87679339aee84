//! Sessions: a sealed token in the browser, and what is made of it here. Nothing is kept on the server but a bounded
//! memory of tokens already verified.
//!
//! A token that was copied stays good until it ends, even when its browser has signed out: without a store nothing
//! could know. `max_age` and `idle` are what bounds that time. With `revocable: on` a store knows, and is asked.

mod cache;
mod content;
mod cookie;
mod ending;
mod known;
mod lifetime;
mod listening;
mod revocation;
mod stored;
pub(crate) mod strategy;
#[cfg(test)]
mod tests;
mod token;

use std::error::Error;
use std::sync::Arc;

use auth_spec::ErrorCode;
use http::{HeaderMap, HeaderValue};

use crate::account::{Roles, User};
use crate::clock::SharedClock;
use crate::config::Secret;
use crate::declaration::{Declaration, SessionDeclaration};
use crate::error::{CookieNameError, SessionError};
use crate::sealed::{Purpose, SealingKeys, random_text};
use crate::store::{SessionEpoch, SessionToken, SessionsOf, StoreError};
use crate::token::ProviderTokens;

use cache::VerifiedTokens;
use cookie::{Found, SessionCookie};
use ending::{Authority, List};
use lifetime::Lifetime;
use revocation::Revocation;
use stored::{StoredSessions, Token};
use strategy::Kept;
use token::Terms;

pub use content::{Session, SessionContent};
pub use ending::{Ended, SessionEnd, UntilEnded};
pub(crate) use stored::Origin;

/// Everything that reads and writes the sessions of a declaration.
#[derive(Debug)]
pub(crate) struct Sessions<D: Declaration> {
    keys: SealingKeys,
    cookie: SessionCookie,
    terms: Terms,
    clock: SharedClock,
    verified: VerifiedTokens<D>,
    revocation: Option<Arc<Revocation>>,
    stored: Option<StoredSessions>,
    /// Those whose end somebody awaits.
    awaited: Arc<List>,
    authority: Authority,
}

/// What a session begins with.
#[derive(Debug)]
pub(crate) struct Beginning<D: Declaration> {
    pub(crate) user: User,
    pub(crate) provider: D::Provider,
    pub(crate) roles: Roles<D::Role>,
    pub(crate) data: D::SessionData,
    /// What a later sign-out at the provider needs.
    pub(crate) tokens: Option<ProviderTokens>,
    /// Where it begins; for sessions that a store keeps.
    pub(crate) origin: Option<Origin>,
    /// When the user last proved who they are, in seconds since 1970; `None` when nobody has said.
    pub(crate) authenticated_at: Option<u64>,
}

/// What a request says of who sends it.
#[derive(Debug, Clone)]
pub(crate) enum Reading<D: Declaration> {
    /// It has no session cookie.
    Absent,
    /// Somebody is signed in.
    Live {
        /// Who, and since when.
        session: Session<D>,
        /// The token should be sealed anew: [`Sessions::renew`].
        renewal_due: bool,
    },
    /// It has the cookies of a session, and nobody can say whether it has been ended: they are to stay, and nobody comes in.
    Unavailable,
    /// It has session cookies that are no live session: to be deleted with [`Sessions::clear`]. Why is not said.
    Refused,
}

impl<D: Declaration> Sessions<D> {
    /// Derives the keys. The first secret seals, all of them open; `secure` is whether the application is on https.
    ///
    /// # Errors
    /// When the declared cookie name cannot be used there.
    pub(crate) fn new(
        secrets: &[Secret],
        declaration: &SessionDeclaration,
        secure: bool,
        clock: SharedClock,
    ) -> Result<Self, CookieNameError> {
        let cookie = SessionCookie::new(declaration.cookie, secure)?;
        let purpose = Purpose::Session {
            cookie_name: cookie.name(),
        };
        let terms = Terms {
            lifetime: Lifetime::new(declaration),
            tolerance: if purpose.is_auth_js_session() {
                AUTH_JS_TOLERANCE
            } else {
                0
            },
        };
        let keys = SealingKeys::derive(secrets, purpose);
        Ok(Self {
            keys,
            cookie,
            terms,
            verified: VerifiedTokens::new(),
            revocation: None,
            stored: None,
            awaited: Arc::new(List::new(Arc::clone(&clock))),
            authority: Authority::Nobody,
            clock,
        })
    }

    /// The same with a store, if there is one: of the sessions themselves, or of those that have been ended.
    pub(crate) fn kept_in(mut self, store: Kept, secrets: &[Secret]) -> Self {
        self.stored = store
            .stored
            .map(|stored| StoredSessions::new(stored.sessions, secrets));
        let (clock, max_age) = (Arc::clone(&self.clock), self.terms.lifetime.max_age());
        let awaited = Arc::clone(&self.awaited);
        self.revocation = store
            .ended
            .map(|store| Arc::new(Revocation::new(store, clock, max_age, awaited)));
        self.authority = match (&self.stored, &self.revocation) {
            (Some(stored), _) => Authority::Stored {
                store: stored.sessions(),
                lifetime: self.terms.lifetime,
                clock: Arc::clone(&self.clock),
            },
            (None, Some(revocation)) => Authority::Ended(Arc::clone(revocation)),
            (None, None) => Authority::Nobody,
        };
        self
    }

    /// The end of a session, when it comes.
    pub(crate) fn ended(&self, session: &Session<D>) -> Ended {
        let expires_at = match self.stored {
            Some(_) => session.expires_at,
            None => session.expires_at.saturating_add(self.terms.tolerance),
        };
        let (awaited, unattended) = self.awaited.add(session.revocable(), expires_at);
        if unattended {
            ending::attend(&self.awaited, &self.authority);
        }
        Ended::of(awaited)
    }

    /// Whether a session can be ended on the server.
    pub(crate) fn are_revocable(&self) -> bool {
        self.revocation.is_some() || self.stored.is_some()
    }

    /// Who sends this request. Without a session cookie this allocates nothing, computes nothing and waits for nothing.
    pub(crate) async fn read(&self, headers: &HeaderMap) -> Reading<D> {
        if let Some(stored) = &self.stored {
            return self.read_stored(stored, headers).await;
        }
        let reading = self.open(headers);
        if let Some(revocation) = &self.revocation
            && let Reading::Live { session, .. } = &reading
        {
            match revocation.lives(session.revocable()).await {
                Ok(true) => {}
                Ok(false) => return Reading::Refused,
                Err(error) => {
                    tracing::error!(
                        code = error.code().code,
                        error = &error as &dyn Error,
                        "whether a session lives is not known"
                    );
                    return Reading::Unavailable;
                }
            }
        }
        reading
    }

    /// The id of the session that the cookies of a request say; whether it has been ended is not asked.
    pub(crate) fn id(&self, headers: &HeaderMap) -> Option<String> {
        if self.stored.is_some() {
            return match self.token(headers) {
                Token::Present(token) => Some(SessionToken::new(token).hash().to_string()),
                Token::Absent | Token::Unusable => None,
            };
        }
        match self.open(headers) {
            Reading::Live { session, .. } => Some(session.id().to_owned()),
            Reading::Absent | Reading::Refused | Reading::Unavailable => None,
        }
    }

    /// Whether the browser has, or had, a session that is not known to be this user's. What a store keeps is not asked for.
    pub(crate) fn may_be_of_another(&self, headers: &HeaderMap, user_id: &str) -> bool {
        if self.stored.is_some() {
            return !matches!(self.token(headers), Token::Absent);
        }
        match self.open(headers) {
            Reading::Live { session, .. } => session.user.id != user_id,
            Reading::Absent => false,
            Reading::Refused | Reading::Unavailable => true,
        }
    }

    /// What the sealed cookies of a request say by themselves.
    pub(crate) fn open(&self, headers: &HeaderMap) -> Reading<D> {
        let token = match self.cookie.find(headers) {
            Found::Nothing => return Reading::Absent,
            Found::Unusable => return Reading::Refused,
            Found::Token(token) => token,
        };
        let now = self.clock.now();
        let session = match self.verified.find(&token) {
            Some(session) if self.terms.alive(session.expires_at, now) => session,
            Some(_) => return Reading::Refused,
            None => match self.verify(&token, now) {
                Some(session) => session,
                None => return Reading::Refused,
            },
        };
        let renewal_due =
            session.outdated || self.terms.lifetime.renewal_due(session.sealed_at, now);
        Reading::Live {
            session,
            renewal_due,
        }
    }

    /// Begins a session as [`begin_unasked`](Self::begin_unasked) does, in the epoch that its user has now.
    ///
    /// # Errors
    /// When it cannot be written, or the store does not answer: nothing is then to be sent.
    pub(crate) async fn begin(
        &self,
        headers: &HeaderMap,
        beginning: Beginning<D>,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        if let Some(stored) = &self.stored {
            return self.begin_stored(stored, headers, beginning).await;
        }
        let id = random_text::<16>()?;
        let epoch = match &self.revocation {
            Some(revocation) => revocation.epoch(&beginning.user.id, &id).await?,
            None => None,
        };
        let begun = self.begin_as(headers, beginning, id, epoch)?;
        // The browser is somebody else's from now on, or has another session of the same user.
        if let Reading::Live { session: old, .. } = self.open(headers) {
            self.awaited.end(old.revocable(), SessionEnd::Ended);
        }
        Ok(begun)
    }

    /// Begins a session, with an id of its own, and writes the cookies to send. Whatever session cookies the request has
    /// are replaced or deleted; nothing of theirs lives on. No store is asked.
    ///
    /// # Errors
    /// When it cannot be written: nothing is then to be sent.
    #[cfg(any(test, debug_assertions, feature = "testing"))]
    pub(crate) fn begin_unasked(
        &self,
        headers: &HeaderMap,
        beginning: Beginning<D>,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        self.begin_as(headers, beginning, random_text::<16>()?, None)
    }

    fn begin_as(
        &self,
        headers: &HeaderMap,
        beginning: Beginning<D>,
        id: String,
        epoch: Option<SessionEpoch>,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        let Beginning {
            user,
            provider,
            roles,
            data,
            tokens,
            origin: _,
            authenticated_at,
        } = beginning;
        if user.id.is_empty() {
            return Err(SessionError::NoUser);
        }
        let now = self.clock.now();
        let content = SessionContent {
            user,
            provider: Some(provider),
            roles,
            data,
            signed_in_at: now,
            expires_at: self.terms.lifetime.expires_at(now, now),
            id: id.into(),
            sealed_at: now,
            authenticated_at,
            begun_elsewhere: false,
            outdated: false,
            epoch,
            undeclared_provider: None,
            provider_tokens: tokens.map(Box::new),
            other_claims: None,
        };
        self.write(headers, &content, now)
    }

    /// Seals a session anew, with the same id, and writes the cookies to send. It lives longer by that only if it has an
    /// idle limit, and never past its absolute one.
    ///
    /// # Errors
    /// When it has ended, or cannot be written: nothing is then to be sent.
    #[cfg(any(test, debug_assertions, feature = "testing"))]
    pub(crate) fn renew(
        &self,
        headers: &HeaderMap,
        session: &Session<D>,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        self.renew_as(headers, SessionContent::clone(session))
    }

    /// Continues a session with what it is to hold from now on: the session, and the cookies to send if they change.
    ///
    /// # Errors
    /// When it has ended, or cannot be written: nothing is then to be sent.
    pub(crate) async fn keep(
        &self,
        headers: &HeaderMap,
        content: SessionContent<D>,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        match &self.stored {
            Some(stored) => Ok((self.renew_stored(stored, content).await?, Vec::new())),
            None => {
                let (session, cookies) = self.renew_as(headers, content)?;
                let expires_at = session.expires_at.saturating_add(self.terms.tolerance);
                self.awaited.prolong(session.revocable(), expires_at);
                Ok((session, cookies))
            }
        }
    }

    /// As [`renew`](Self::renew), with what the session is to hold from now on.
    ///
    /// # Errors
    /// When it has ended, or cannot be written: nothing is then to be sent.
    fn renew_as(
        &self,
        headers: &HeaderMap,
        content: SessionContent<D>,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        let now = self.clock.now();
        if !self.terms.alive(content.expires_at, now) {
            return Err(SessionError::Ended);
        }
        let content = SessionContent {
            expires_at: self.terms.lifetime.expires_at(content.signed_in_at, now),
            sealed_at: now,
            ..content
        };
        self.write(headers, &content, now)
    }

    /// Ends a session on the server, where that can be done.
    ///
    /// # Errors
    /// When the store does not say that it has been ended.
    pub(crate) async fn end(&self, session: &Session<D>) -> Result<(), SessionError> {
        if let Some(stored) = &self.stored {
            self.end_stored(stored, session).await?;
        }
        if let Some(revocation) = &self.revocation {
            let signed_in_at = session.signed_in_at;
            revocation.end(session.revocable(), signed_in_at).await?;
        }
        self.awaited.end(session.revocable(), SessionEnd::Ended);
        Ok(())
    }

    /// Ends every session of a user on the server.
    ///
    /// # Errors
    /// When the store does not say that they have been ended, or there is none.
    pub(crate) async fn end_all(&self, user_id: &str) -> Result<(), SessionError> {
        if self.stored.is_some() {
            let which = SessionsOf::User {
                id: user_id,
                except: None,
            };
            self.end_these(which).await?;
            return Ok(());
        }
        match &self.revocation {
            Some(revocation) => {
                revocation.end_all(user_id).await?;
                self.awaited.ask_for_user(user_id);
                Ok(())
            }
            None => Err(StoreError::unavailable("there is none").into()),
        }
    }

    /// Ends the browser's session: deletes every session cookie of the request, and the plain name in any case.
    pub(crate) fn clear(&self, headers: &HeaderMap) -> Vec<HeaderValue> {
        self.cookie.delete(headers)
    }

    /// Ends the browser's session without knowing its request: deletes every name that a session can have.
    pub(crate) fn clear_unseen(&self) -> Vec<HeaderValue> {
        self.cookie.delete_unseen()
    }

    /// A session of somebody without roles.
    #[cfg(test)]
    pub(crate) fn issue(
        &self,
        headers: &HeaderMap,
        user: User,
        provider: D::Provider,
        data: D::SessionData,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        let roles = Roles::none();
        self.begin_unasked(
            headers,
            Beginning {
                user,
                provider,
                roles,
                data,
                tokens: None,
                origin: None,
                authenticated_at: Some(self.now()),
            },
        )
    }

    /// Where the time comes from.
    pub(crate) fn clock(&self) -> &SharedClock {
        &self.clock
    }

    /// The time, in seconds since 1970-01-01T00:00:00Z.
    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    fn verify(&self, token: &[u8], now: u64) -> Option<Session<D>> {
        let opened = self.keys.open(token).ok()?;
        let content = token::read(&opened.payload, opened.outdated, &self.terms, now)?;
        let session = Session::new(content);
        self.verified.insert(token, &session, opened.payload.len());
        Some(session)
    }

    /// Writes a session; without the provider's tokens when it is too large with them, for nobody is kept out by what only
    /// a sign-out needs.
    fn write(
        &self,
        headers: &HeaderMap,
        content: &SessionContent<D>,
        now: u64,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        match self.write_all(headers, content, now) {
            Err(SessionError::TooLarge { length, maximum })
                if content.provider_tokens.is_some() =>
            {
                let content = SessionContent {
                    provider_tokens: None,
                    ..content.clone()
                };
                let written = self.write_all(headers, &content, now)?;
                let code = ErrorCode::PROVIDER_TOKENS_NOT_KEPT.code;
                tracing::warn!(
                    code,
                    length,
                    maximum,
                    "the session is kept without the tokens of its provider, so that signing out there is asked about and nothing is revoked"
                );
                Ok(written)
            }
            written => written,
        }
    }

    /// The session it gives back is the one that the next request will bring: it has been read from what was written.
    fn write_all(
        &self,
        headers: &HeaderMap,
        content: &SessionContent<D>,
        now: u64,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        if content.expires_at <= now {
            return Err(SessionError::Ended);
        }
        let payload = token::write(content).map_err(SessionError::Data)?;
        let content = token::read_back(&payload, &self.terms, now).map_err(SessionError::Data)?;
        let session = Session::new(content.ok_or(SessionError::NoUser)?);
        let token = self.keys.seal(&payload)?;
        let max_age = session.expires_at.saturating_sub(now);
        let fields = self.cookie.set(&token, max_age, headers)?;
        self.verified
            .insert(token.as_bytes(), &session, payload.len());
        Ok((session, fields))
    }
}

/// By how many seconds Auth.js lets clocks differ.
const AUTH_JS_TOLERANCE: u64 = 15;
