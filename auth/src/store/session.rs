//! The sessions themselves, where a store keeps them.

use std::fmt;
use std::sync::Arc;

use ring::digest;

use crate::outbound::BoxFuture;
use crate::sealed::base64url;
use crate::store::{OwnedCreation, StoreError, Update, UserRecord, shared};

/// Keeps the sessions of an application: `session: { strategy: database }`.
///
/// A browser has a token of 256 random bits. A store is given its hash and never the token, so that nobody who reads the
/// store can be somebody else.
///
/// What is not there is no session: a session ends when it is deleted, and nothing brings it back. That is why there is no
/// way to write one that is to be there whether or not it was.
pub trait Sessions: fmt::Debug + Send + Sync + 'static {
    /// The session with this hash and its user, in one round trip. It may have expired.
    ///
    /// # Errors
    /// When that cannot be known.
    fn find_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<Option<FoundSession>, StoreError>>;

    /// Keeps a new session of a user who is there and is not kept out, in one step: of a user who is kept out or deleted
    /// at the same time it is refused, or is there before that.
    ///
    /// That there is nobody, or that they are kept out, is said first: [`OwnedCreation::UserAbsent`]. One that is there
    /// already stays as it is.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn create_session<'a>(
        &'a self,
        session: &'a SessionRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>>;

    /// As [`find_session`](Self::find_session), for stores whose tables are another library's, which keeps tokens as they
    /// are. Every other store leaves this as it is, and never looks at a token.
    ///
    /// # Errors
    /// When that cannot be known.
    fn find_session_by_token<'a>(
        &'a self,
        token: &'a SessionToken<'a>,
    ) -> BoxFuture<'a, Result<Option<FoundSession>, StoreError>> {
        self.find_session(&token.hash)
    }

    /// As [`create_session`](Self::create_session), likewise.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn create_session_with_token<'a>(
        &'a self,
        token: &'a SessionToken<'a>,
        session: &'a SessionRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>> {
        let _ = token;
        self.create_session(session)
    }

    /// Changes a session that is there, and never makes one.
    ///
    /// # Errors
    /// When that cannot be kept.
    fn update_session<'a>(
        &'a self,
        hash: &'a TokenHash,
        change: &'a SessionChange,
    ) -> BoxFuture<'a, Result<Update, StoreError>>;

    /// Ends a session. Whether there was one.
    ///
    /// # Errors
    /// When it cannot be done; then it may live.
    fn delete_session<'a>(&'a self, hash: &'a TokenHash)
    -> BoxFuture<'a, Result<bool, StoreError>>;

    /// Ends all of these sessions. How many they were.
    ///
    /// It goes by an index: it takes no longer for the sessions of other users.
    ///
    /// # Errors
    /// When it cannot be done; then some of them may live.
    fn delete_sessions<'a>(
        &'a self,
        which: SessionsOf<'a>,
    ) -> BoxFuture<'a, Result<usize, StoreError>>;

    /// The sessions of a user, those used last first; some of them may have expired.
    ///
    /// # Errors
    /// When they cannot be known.
    fn sessions_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<SessionRecord>, StoreError>>;

    /// Forgets what has expired before `now`: at most `at_most` sessions. How many they were.
    ///
    /// # Errors
    /// When nothing can be deleted.
    fn delete_expired_sessions(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>>;
}

/// The SHA-256 hash of a session's token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// From the bytes that a store has kept.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// From the bytes that a store has kept; `None` when they are not 32.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// From the digits that it is displayed with; `None` for everything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        base64url::decode_array(text.as_bytes()).map(Self)
    }

    /// The bytes for a store to keep.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// What a browser has of a session: whoever knows it is its user.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionToken<'a> {
    text: &'a str,
    hash: TokenHash,
}

impl<'a> SessionToken<'a> {
    /// A token as it stands in the cookie.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let digest = digest::digest(&digest::SHA256, text.as_bytes());
        let mut hash = [0; 32];
        hash.copy_from_slice(digest.as_ref());
        Self {
            text,
            hash: TokenHash(hash),
        }
    }

    /// What it is found by.
    #[must_use]
    pub const fn hash(&self) -> &TokenHash {
        &self.hash
    }

    /// The token itself: only for tables of another library that keep it as it is.
    #[must_use]
    pub const fn expose(&self) -> &'a str {
        self.text
    }
}

/// Not the token.
impl fmt::Debug for SessionToken<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SessionToken({})", self.hash)
    }
}

/// Its 43 digits in base64url are the session's id: out of a hash nobody makes a token.
impl fmt::Display for TokenHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&base64url::encode(&self.0))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TokenHash({self})")
    }
}

/// A session to keep, and to be shown to whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// What it is found by.
    pub hash: TokenHash,
    /// Whose it is.
    pub user_id: String,
    /// Where it began: the id of the provider in the declaration.
    pub provider: String,
    /// The account it began with: its issuer.
    pub issuer: String,
    /// And its subject there.
    pub subject: String,
    /// The provider's own session that it began in (OpenID Connect Front-Channel Logout §3, `sid`).
    pub provider_session: Option<String>,
    /// When it began, in seconds since 1970-01-01T00:00:00Z.
    pub signed_in_at: u64,
    /// When its user last proved who they are, which may be long before that; `None` when nobody has said.
    pub authenticated_at: Option<u64>,
    /// When it was last used: noted once per `update_age`.
    pub seen_at: u64,
    /// When it ends unless it is used before.
    pub expires_at: u64,
    /// What the browser calls itself (`User-Agent`).
    pub device: Option<String>,
    /// Where it was signed in from.
    pub address: Option<String>,
    /// What the application keeps in it, as JSON.
    pub data: Option<String>,
    /// The provider's ID token, sealed: what a later sign-out there is asked for.
    pub id_token: Option<String>,
}

/// What a request has to know of its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSession {
    /// Whose it is.
    pub user: UserRecord,
    /// [`SessionRecord::provider`]
    pub provider: String,
    /// [`SessionRecord::signed_in_at`]
    pub signed_in_at: u64,
    /// [`SessionRecord::authenticated_at`]
    pub authenticated_at: Option<u64>,
    /// Whether another library began it, in tables that are shared with it: then that one says how long it lives.
    pub begun_elsewhere: bool,
    /// [`SessionRecord::seen_at`]
    pub seen_at: u64,
    /// [`SessionRecord::expires_at`]
    pub expires_at: u64,
    /// [`SessionRecord::data`]
    pub data: Option<String>,
}

/// What of a session is to change.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionChange {
    /// [`SessionRecord::seen_at`]
    pub seen_at: u64,
    /// [`SessionRecord::expires_at`]
    pub expires_at: u64,
    /// [`SessionRecord::data`]; `None` leaves it as it is.
    pub data: Option<String>,
}

/// Which sessions are to end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SessionsOf<'a> {
    /// Those of a user, but for the one that is to stay.
    User {
        /// Whose.
        id: &'a str,
        /// The one that stays.
        except: Option<&'a TokenHash>,
    },
    /// Those that began with an account.
    Account {
        /// Its issuer.
        issuer: &'a str,
        /// Its subject there.
        subject: &'a str,
    },
    /// Those that began in a session of the provider (`sid`).
    ProviderSession {
        /// The provider's issuer.
        issuer: &'a str,
        /// The id of its session.
        id: &'a str,
    },
}

/// Not who it is, and nothing that is sealed or the application's own.
impl fmt::Debug for SessionRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionRecord")
            .field("hash", &self.hash)
            .field("user_id", &self.user_id)
            .field("provider", &self.provider)
            .field("signed_in_at", &self.signed_in_at)
            .field("seen_at", &self.seen_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SessionChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SessionChange")
            .field("seen_at", &self.seen_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SessionsOf<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::User { .. } => "SessionsOf::User",
            Self::Account { .. } => "SessionsOf::Account",
            Self::ProviderSession { .. } => "SessionsOf::ProviderSession",
        })
    }
}

impl<T: Sessions + ?Sized> Sessions for Arc<T> {
    shared! {
        fn find_session(hash: &'a TokenHash) -> Option<FoundSession>;
        fn create_session(session: &'a SessionRecord) -> OwnedCreation;
        fn find_session_by_token(token: &'a SessionToken<'a>) -> Option<FoundSession>;
        fn create_session_with_token(
            token: &'a SessionToken<'a>,
            session: &'a SessionRecord
        ) -> OwnedCreation;
        fn update_session(hash: &'a TokenHash, change: &'a SessionChange) -> Update;
        fn delete_session(hash: &'a TokenHash) -> bool;
        fn delete_sessions(which: SessionsOf<'a>) -> usize;
        fn sessions_of(user_id: &'a str) -> Vec<SessionRecord>;
        fn delete_expired_sessions(now: u64, at_most: usize) -> usize;
    }
}
