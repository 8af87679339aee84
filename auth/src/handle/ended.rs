//! Connections that stay open under a session: WebSockets and streams of server-sent events.

use http::HeaderMap;

use crate::declaration::{Declaration, StoredSessions};
use crate::error::SessionError;
use crate::handle::{Auth, Renewal, keeping};
use crate::session::{Ended, Session, UntilEnded};
use crate::store::StoreError;

impl<D: Declaration> Auth<D> {
    /// The end of a session, for whoever holds a connection open under it: a future that says why.
    ///
    /// It is over when its time is (that of the session as it was read, or as a request to this process or a store has
    /// prolonged it), and when it is ended: here at once; elsewhere at once where the store tells (`revocable: on` with
    /// `Postgres` or `Redis`), within about five seconds where it is asked, and never with sealed cookies that are not
    /// revocable, of which only this process knows that they signed out.
    ///
    /// Ask for it before the handler answers, so that nothing is missed. However many futures there are, one task asks the
    /// store for one session after another, at most five hundred times a second. Without a Tokio runtime it is over at once.
    ///
    /// ```
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [github] } }
    /// # use auth::{Auth, Session, protected};
    /// # async fn work() {}
    /// #[protected]
    /// async fn long(auth: Auth, session: Session) -> String {
    ///     tokio::select! {
    ///         end = auth.ended(&session) => end.to_string(),
    ///         () = work() => "done".into(),
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    pub fn ended(&self, session: &Session<D>) -> Ended {
        self.sessions().ended(session)
    }

    /// The same stream, over when the session is: what comes after its end nobody gets. See [`ended`](Self::ended).
    pub fn until_ended<S>(&self, session: &Session<D>, stream: S) -> UntilEnded<S> {
        UntilEnded::new(self.ended(session), stream)
    }

    /// Notes that a session is in use, as a request with it does: once per `update_age`. It is given back as it now is, with
    /// the roles that its user has and the time at which it ends.
    ///
    /// For connections that stay open, whose messages nobody else counts as use. It exists where a store keeps sessions:
    /// one that is sealed into a cookie goes on with a new cookie, and only a response can bring that.
    ///
    /// # Errors
    /// [`SessionError::Ended`] when it has ended; when the store does not say, or `callbacks: { roles }` fails.
    pub async fn touch(&self, session: &Session<D>) -> Result<Session<D>, SessionError>
    where
        D::Sessions: StoredSessions,
    {
        let current = self.sessions().current(session).await?;
        let Some(current) = keeping::with_current_roles(current).await else {
            return Err(StoreError::unavailable("nobody says which roles there are").into());
        };
        if !self.sessions().is_due(&current) {
            return Ok(current);
        }
        match self.renew(&HeaderMap::new(), &current).await {
            Renewal::Sealed(renewed, _) => Ok(renewed),
            Renewal::Ended => Err(SessionError::Ended),
            // It still lives; the next one tries again.
            Renewal::NotNow => Ok(current),
        }
    }
}
