//! Sessions that a store keeps: the browser has a token, the store its hash.
//!
//! 1. A request that needs a session asks the store once. What is not there is no session, and what has expired, or is of
//!    somebody who is kept out, is deleted before anybody is told so: nothing that was under way can then bring it back.
//! 2. Use is noted once per `update_age`, by changing what is there. Where nothing is there any more the session has ended
//!    meanwhile, and the request that found it is refused.
//! 3. Whoever signs in gets a new token, and the session that the browser had is deleted first.
//! 4. When the store does not answer, nothing is known, and nobody comes in.

use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};

use super::cookie::Found;
use super::lifetime::Lifetime;
use super::token::declared;
use super::{Beginning, Reading, Session, SessionContent, Sessions};
use crate::account::Roles;
use crate::config::Secret;
use crate::declaration::{Declaration, ProviderId};
use crate::error::SessionError;
use crate::sealed::random_text;
use crate::store::{
    self, FoundSession, OwnedCreation, SessionChange, SessionRecord, SessionToken, SessionsOf,
    StoreError, TokenHash, Update, in_time,
};
use crate::token::{ProviderTokens, TokensAtRest};

/// Where sessions are, and what their ID tokens are sealed with.
#[derive(Debug)]
pub(super) struct StoredSessions {
    store: Arc<dyn store::Sessions>,
    at_rest: TokensAtRest,
}

/// Where a session begins.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The account that somebody signs in with: its issuer.
    pub(crate) issuer: String,
    /// Its subject there.
    pub(crate) subject: String,
    /// The provider's own session (`sid`).
    pub(crate) provider_session: Option<String>,
    /// Where the browser is, if that is known.
    pub(crate) address: Option<IpAddr>,
}

impl StoredSessions {
    pub(super) fn new(store: Arc<dyn store::Sessions>, secrets: &[Secret]) -> Self {
        Self {
            store,
            at_rest: TokensAtRest::new(secrets),
        }
    }

    pub(super) fn sessions(&self) -> Arc<dyn store::Sessions> {
        Arc::clone(&self.store)
    }

    /// Forgets a few that have expired. What remains is no session, and the next one comes by.
    async fn sweep(&self, now: u64) {
        let deleted = in_time(self.store.delete_expired_sessions(now, SWEPT)).await;
        if let Err(error) = deleted {
            tracing::warn!(code = error.code().code, %error, "sessions that have expired stay in the store");
        }
    }
}

impl<D: Declaration> Sessions<D> {
    /// What of the request's cookies a session is found by, if they are one.
    pub(super) fn token<'h>(&self, headers: &'h HeaderMap) -> Token<'h> {
        match self.cookie.find(headers) {
            Found::Nothing => Token::Absent,
            Found::Token(std::borrow::Cow::Borrowed(token)) => match std::str::from_utf8(token) {
                Ok(token) if token.len() <= LONGEST_TOKEN => Token::Present(token),
                _ => Token::Unusable,
            },
            // No token of ours needs two cookies.
            Found::Token(_) | Found::Unusable => Token::Unusable,
        }
    }

    pub(super) async fn read_stored(
        &self,
        stored: &StoredSessions,
        headers: &HeaderMap,
    ) -> Reading<D> {
        let token = match self.token(headers) {
            Token::Absent => return Reading::Absent,
            Token::Unusable => return Reading::Refused,
            Token::Present(token) => SessionToken::new(token),
        };
        match self.find(stored, &token).await {
            Ok(Some(session)) => {
                let renewal_due = self
                    .terms
                    .lifetime
                    .renewal_due(session.sealed_at, self.clock.now());
                Reading::Live {
                    session,
                    renewal_due,
                }
            }
            Ok(None) => Reading::Refused,
            Err(error) => {
                tracing::error!(
                    code = error.code().code,
                    error = &error as &dyn Error,
                    "whether a session lives is not known"
                );
                Reading::Unavailable
            }
        }
    }

    async fn find(
        &self,
        stored: &StoredSessions,
        token: &SessionToken<'_>,
    ) -> Result<Option<Session<D>>, StoreError> {
        let found = in_time(stored.store.find_session_by_token(token)).await?;
        let (hash, now) = (token.hash(), self.clock.now());
        let living = living(&*stored.store, self.terms.lifetime, hash, found, now).await?;
        Ok(living
            .and_then(|found| content(hash, found))
            .map(Session::new))
    }

    /// The session as it is now, found by its hash.
    ///
    /// # Errors
    /// When it has ended, or the store does not say.
    pub(crate) async fn current(&self, session: &Session<D>) -> Result<Session<D>, SessionError> {
        let (Some(stored), Some(hash)) = (&self.stored, TokenHash::parse(session.id())) else {
            return Err(SessionError::Ended);
        };
        let found = in_time(stored.store.find_session(&hash)).await?;
        let now = self.clock.now();
        let living = living(&*stored.store, self.terms.lifetime, &hash, found, now).await?;
        living
            .filter(|found| found.user.user.id == session.user.id)
            .and_then(|found| content(&hash, found))
            .map(Session::new)
            .ok_or(SessionError::Ended)
    }

    /// Whether its use is to be noted.
    pub(crate) fn is_due(&self, session: &Session<D>) -> bool {
        let lifetime = &self.terms.lifetime;
        lifetime.renewal_due(session.sealed_at, self.clock.now())
    }

    pub(super) async fn begin_stored(
        &self,
        stored: &StoredSessions,
        headers: &HeaderMap,
        beginning: Beginning<D>,
    ) -> Result<(Session<D>, Vec<HeaderValue>), SessionError> {
        let Beginning {
            user,
            provider,
            roles,
            data,
            tokens,
            origin,
            authenticated_at,
        } = beginning;
        let origin = origin
            .filter(|_| !user.id.is_empty())
            .ok_or(SessionError::NoUser)?;
        let now = self.clock.now();
        let text = random_text::<32>()?;
        let token = SessionToken::new(&text);
        let hash = token.hash();
        let id_token = ProviderTokens {
            id_token: tokens.and_then(|tokens| tokens.id_token),
            ..ProviderTokens::default()
        };
        let expires_at = self.terms.lifetime.expires_at(now, now);
        let record = SessionRecord {
            hash: *hash,
            user_id: user.id.clone(),
            provider: provider_id::<D>(provider).to_owned(),
            issuer: origin.issuer,
            subject: origin.subject,
            provider_session: origin.provider_session,
            signed_in_at: now,
            authenticated_at,
            seen_at: now,
            expires_at,
            device: device(headers),
            address: origin.address.map(|address| address.to_string()),
            data: written::<D>(&data)?,
            id_token: stored.at_rest.seal(&place(hash), id_token)?,
        };
        if let Token::Present(old) = self.token(headers) {
            let old = SessionToken::new(old);
            in_time(stored.store.delete_session(old.hash())).await?;
            self.awaited.ask_for_id(&old.hash().to_string());
        }
        match in_time(stored.store.create_session_with_token(&token, &record)).await? {
            OwnedCreation::Created => {}
            OwnedCreation::UserAbsent => return Err(SessionError::UserAbsent),
            OwnedCreation::Exists => {
                return Err(StoreError::corrupt("there is a session that is new").into());
            }
        }
        stored.sweep(now).await;
        let content = SessionContent {
            user,
            provider: Some(provider),
            roles,
            data,
            signed_in_at: now,
            expires_at,
            id: hash.to_string().into(),
            sealed_at: now,
            authenticated_at,
            begun_elsewhere: false,
            outdated: false,
            epoch: None,
            undeclared_provider: None,
            provider_tokens: None,
            other_claims: None,
        };
        let cookies = self
            .cookie
            .set(&text, self.terms.lifetime.max_age(), headers)?;
        Ok((Session::new(content), cookies))
    }

    /// Notes that a session is in use, and what it keeps from now on; the cookie stays as it is.
    pub(super) async fn renew_stored(
        &self,
        stored: &StoredSessions,
        content: SessionContent<D>,
    ) -> Result<Session<D>, SessionError> {
        let now = self.clock.now();
        let hash = TokenHash::parse(content.id()).ok_or(SessionError::Ended)?;
        if now >= content.expires_at {
            // Another request that is under way could make it live longer after this one has been told.
            in_time(stored.store.delete_session(&hash)).await?;
            return Err(SessionError::Ended);
        }
        let expires_at = match content.begun_elsewhere {
            false => self.terms.lifetime.expires_at(content.signed_in_at, now),
            true => content.expires_at,
        };
        let change = SessionChange {
            seen_at: now,
            expires_at,
            data: written::<D>(&content.data)?,
        };
        match in_time(stored.store.update_session(&hash, &change)).await? {
            Update::Updated => {
                let session = Session::new(SessionContent {
                    expires_at,
                    sealed_at: now,
                    ..content
                });
                self.awaited.prolong(session.revocable(), expires_at);
                Ok(session)
            }
            Update::Absent => Err(SessionError::Ended),
        }
    }

    pub(super) async fn end_stored(
        &self,
        stored: &StoredSessions,
        session: &Session<D>,
    ) -> Result<(), SessionError> {
        if let Some(hash) = TokenHash::parse(session.id()) {
            in_time(stored.store.delete_session(&hash)).await?;
        }
        Ok(())
    }

    /// Ends sessions. How many they were.
    ///
    /// # Errors
    /// When the store does not say so.
    pub(crate) async fn end_these(&self, which: SessionsOf<'_>) -> Result<usize, StoreError> {
        let Some(stored) = &self.stored else {
            return Err(StoreError::unavailable("there is none"));
        };
        let ended = in_time(stored.store.delete_sessions(which)).await?;
        match which {
            SessionsOf::User { id, .. } => self.awaited.ask_for_user(id),
            // Whose they were is not said.
            SessionsOf::Account { .. } | SessionsOf::ProviderSession { .. } if ended > 0 => {
                self.awaited.ask_for_all();
            }
            SessionsOf::Account { .. } | SessionsOf::ProviderSession { .. } => {}
        }
        Ok(ended)
    }

    /// The sessions of a user that live, those used last first.
    ///
    /// # Errors
    /// When the store does not say.
    pub(crate) async fn all_of(&self, user_id: &str) -> Result<Vec<SessionRecord>, StoreError> {
        let Some(stored) = &self.stored else {
            return Ok(Vec::new());
        };
        let mut sessions = in_time(stored.store.sessions_of(user_id)).await?;
        let now = self.clock.now();
        sessions.retain(|session| now < session.expires_at);
        Ok(sessions)
    }

    /// What the store keeps of a session, if that lives.
    ///
    /// # Errors
    /// When the store does not say.
    pub(crate) async fn record_of(
        &self,
        session: &Session<D>,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let hash = TokenHash::parse(session.id());
        let mut own = self.all_of(&session.user.id).await?.into_iter();
        Ok(own.find(|record| Some(record.hash) == hash))
    }

    /// Ends one session of a user by its id. Whether they had it.
    ///
    /// # Errors
    /// When the store does not say so.
    pub(crate) async fn end_one_of(&self, user_id: &str, id: &str) -> Result<bool, StoreError> {
        let Some((stored, hash)) = self.stored.as_ref().zip(TokenHash::parse(id)) else {
            return Ok(false);
        };
        // Whose it is never changes, so that nothing can come between.
        let theirs = in_time(stored.store.sessions_of(user_id)).await?;
        if !theirs.iter().any(|session| session.hash == hash) {
            return Ok(false);
        }
        let ended = in_time(stored.store.delete_session(&hash)).await?;
        self.awaited.ask_for_user(user_id);
        Ok(ended)
    }

    /// The ID token that a session began with.
    pub(crate) fn id_token_of(&self, session: &SessionRecord) -> Option<Secret> {
        let sealed = session.id_token.as_deref()?;
        let tokens = self
            .stored
            .as_ref()?
            .at_rest
            .open(&place(&session.hash), sealed)?;
        tokens.id_token
    }
}

/// What was found, if it lives.
///
/// # Errors
/// When what does not live could not be deleted.
pub(super) async fn living(
    store: &dyn store::Sessions,
    lifetime: Lifetime,
    hash: &TokenHash,
    found: Option<FoundSession>,
    now: u64,
) -> Result<Option<FoundSession>, StoreError> {
    let Some(found) = found else {
        return Ok(None);
    };
    if now >= lifetime.ends_at(&found) || found.user.disabled {
        // Before anybody hears of it: a request that has found it alive changes nothing any more, and whoever is let in
        // again signs in again.
        in_time(store.delete_session(hash)).await?;
        return Ok(None);
    }
    Ok(Some(found))
}

/// What a request has of a session that a store keeps.
pub(super) enum Token<'h> {
    Absent,
    /// Cookies that are no token.
    Unusable,
    Present(&'h str),
}

/// `None` for what cannot be read: whoever wrote it, nobody is signed in by it.
pub(super) fn content<D: Declaration>(
    hash: &TokenHash,
    found: FoundSession,
) -> Option<SessionContent<D>> {
    let data = match found.data.as_deref() {
        None => D::SessionData::default(),
        Some(data) => serde_json::from_str(data)
            .inspect_err(|error| {
                tracing::warn!(%error, "a session in the store holds data that cannot be read");
            })
            .ok()?,
    };
    let provider = declared::<D>(&found.provider);
    Some(SessionContent {
        user: found.user.user,
        roles: Roles::from_ids(found.user.roles.iter().map(String::as_str)),
        data,
        signed_in_at: found.signed_in_at,
        expires_at: found.expires_at,
        id: hash.to_string().into(),
        sealed_at: found.seen_at,
        authenticated_at: found.authenticated_at,
        begun_elsewhere: found.begun_elsewhere,
        outdated: false,
        epoch: None,
        undeclared_provider: match provider {
            Some(_) => None,
            // Nobody has said with which one it began.
            None if found.provider.is_empty() => None,
            None => Some(found.provider.into()),
        },
        provider,
        provider_tokens: None,
        other_claims: None,
    })
}

/// The application's data as it is kept; it can be read back.
fn written<D: Declaration>(data: &D::SessionData) -> Result<Option<String>, SessionError> {
    let text = serde_json::to_string(data).map_err(SessionError::Data)?;
    if text == "null" {
        return Ok(None);
    }
    if text.len() > LONGEST_DATA {
        return Err(SessionError::TooLarge {
            length: text.len(),
            maximum: LONGEST_DATA,
        });
    }
    serde_json::from_str::<D::SessionData>(&text).map_err(SessionError::Data)?;
    Ok(Some(text))
}

/// What a browser calls itself, on one line and no longer than anybody reads.
fn device(headers: &HeaderMap) -> Option<String> {
    let agent = headers.get(USER_AGENT)?.to_str().ok()?.trim();
    let agent: String = agent.chars().take(LONGEST_DEVICE).collect();
    (!agent.is_empty()).then_some(agent)
}

fn provider_id<D: Declaration>(provider: D::Provider) -> &'static str {
    D::PROVIDERS
        .get(provider.index())
        .map_or("", |provider| provider.id)
}

/// Where a session's ID token is sealed for.
fn place(hash: &TokenHash) -> String {
    format!("session {hash}")
}

/// Longer than any token of ours, and of Auth.js: not worth asking for.
const LONGEST_TOKEN: usize = 255;
/// In characters.
const LONGEST_DEVICE: usize = 255;
/// Of the application's data, in bytes.
const LONGEST_DATA: usize = 64 * 1024;
/// How many that have expired are deleted with each one that begins.
const SWEPT: usize = 16;
