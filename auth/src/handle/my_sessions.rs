//! The sessions of whoever is signed in: to look at, and to end.

use serde::{Serialize, Serializer};

use crate::declaration::Declaration;
use crate::error::SessionError;
use crate::handle::Auth;
use crate::session::Session;
use crate::store::{SessionRecord, SessionsOf, TokenHash};
use crate::timestamp::rfc3339_milliseconds;

/// The sessions of the user who is signed in with one of them: `auth.my_sessions(&session)`.
///
/// Nobody says whose they are: they are those of the user of that session.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github], session: { strategy: database } } }
/// # use ::auth::error::SessionError;
/// use crate::auth::{Auth, Session};
///
/// async fn leave_other_devices(auth: Auth, session: Session) -> Result<String, SessionError> {
///     let ended = auth.my_sessions(&session).end_others().await?;
///     Ok(format!("signed out of {ended} other devices"))
/// }
/// # fn main() {}
/// ```
#[derive(Debug)]
pub struct MySessions<'a, D: Declaration> {
    auth: &'a Auth<D>,
    session: &'a Session<D>,
}

/// A session of a user, as it is shown to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListedSession {
    /// [`SessionContent::id`](crate::SessionContent::id): no secret.
    pub id: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// The id of the provider with which it began.
    pub provider: String,
    /// What the browser calls itself (`User-Agent`): whatever it says.
    pub device: Option<String>,
    /// Where somebody signed in from, as [`Builder::client_address`](crate::Builder::client_address) says.
    pub address: Option<String>,
    /// When they signed in, in seconds since 1970-01-01T00:00:00Z.
    #[serde(serialize_with = "time")]
    pub signed_in_at: u64,
    /// When it was last used, noted once per `update_age`.
    #[serde(serialize_with = "time")]
    pub last_seen_at: u64,
    /// When it ends unless it is used before.
    #[serde(serialize_with = "time")]
    pub expires_at: u64,
}

impl<'a, D: Declaration> MySessions<'a, D> {
    pub(crate) fn new(auth: &'a Auth<D>, session: &'a Session<D>) -> Self {
        Self { auth, session }
    }

    /// All that live, those used last first.
    ///
    /// # Errors
    /// When the store does not say.
    pub async fn list(&self) -> Result<Vec<ListedSession>, SessionError> {
        let own = self.session.id();
        let sessions = self.auth.sessions().all_of(&self.session.user.id).await?;
        Ok(sessions
            .into_iter()
            .map(|session| listed(session, own))
            .collect())
    }

    /// Ends one of them, also the one that asks: its browser then keeps a cookie that is worth nothing. Whether there was
    /// one; another user's is none.
    ///
    /// # Errors
    /// When the store does not say that it has been ended.
    pub async fn end(&self, id: &str) -> Result<bool, SessionError> {
        let user = &self.session.user.id;
        let ended = self.auth.sessions().end_one_of(user, id).await?;
        if ended {
            tracing::info!(user, session = id, "a session was ended");
        }
        Ok(ended)
    }

    /// Ends all but the one that asks. How many they were.
    ///
    /// To end that too, sign out [`everywhere`](crate::SignOut::everywhere).
    ///
    /// # Errors
    /// When the store does not say that they have been ended.
    pub async fn end_others(&self) -> Result<usize, SessionError> {
        let own = TokenHash::parse(self.session.id());
        let user = &self.session.user.id;
        let which = SessionsOf::User {
            id: user,
            except: own.as_ref(),
        };
        let ended = self.auth.sessions().end_these(which).await?;
        tracing::info!(user, ended, "other sessions were ended");
        Ok(ended)
    }
}

fn listed(session: SessionRecord, own: &str) -> ListedSession {
    let id = session.hash.to_string();
    ListedSession {
        current: id == own,
        id,
        provider: session.provider,
        device: session.device,
        address: session.address,
        signed_in_at: session.signed_in_at,
        last_seen_at: session.seen_at,
        expires_at: session.expires_at,
    }
}

/// As browsers parse it.
pub(super) fn time<S: Serializer>(seconds: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rfc3339_milliseconds(*seconds))
}
