//! Signing out because the provider says so (OpenID Connect Back-Channel Logout and Front-Channel Logout).

use auth_spec::ErrorCode;
use http::HeaderMap;

use crate::declaration::{Declaration, SessionStrategy};
use crate::error::{LogoutTokenError, SessionError};
use crate::handle::Auth;
use crate::openid::{LoggedOut, LogoutToken};
use crate::sealed::fingerprint;
use crate::store::{SessionsOf, StoreError};

impl<D: Declaration> Auth<D> {
    /// Follows a logout token: checks it, and ends the sessions that it means. That none are found is no error.
    ///
    /// One that comes again is not followed again (LO-09): whoever has signed in meanwhile stays.
    pub(crate) async fn follow_logout_token(
        &self,
        place: usize,
        logout_token: &str,
    ) -> Result<(), LogoutTokenError> {
        let core = self.core();
        let (Some(provider), now) = (core.provider(place), self.sessions().now()) else {
            return Err(LogoutTokenError::Nobody);
        };
        let id = provider.configuration().declaration.id;
        let Some(checked) = provider.logged_out(logout_token).await else {
            return Err(LogoutTokenError::Nobody);
        };
        let token = checked?;
        let seen = token_id(&token);
        if core.logged_out.contains(&seen) {
            return Ok(());
        }
        let ended = self.end_sessions_of(id, &token).await?;
        // Only now: what could not be done is tried again with the same token (LO-13).
        core.logged_out
            .insert(seen, now, token.over_at.saturating_add(120));
        tracing::info!(provider = id, ended, "signed out by the provider");
        Ok(())
    }

    /// Ends the sessions that began in a session of the provider: what a page of the provider's, in a frame, asks for
    /// (Front-Channel Logout §2). How many they were.
    ///
    /// A frame of another site brings no cookie, and then the id, which the provider has told nobody but us, has to do. Where
    /// a session comes along it has to be the one that is meant.
    ///
    /// # Errors
    /// When the store does not say that they have been ended.
    pub(crate) async fn end_provider_session(
        &self,
        headers: &HeaderMap,
        issuer: &str,
        id: &str,
    ) -> Result<usize, StoreError> {
        let unknown = |code: &ErrorCode| StoreError::unavailable(code.summary);
        if let Some(session) = self.session_of(headers).await.map_err(unknown)? {
            let own = self.sessions().record_of(&session).await?;
            let meant = own.is_some_and(|own| {
                own.issuer == issuer && own.provider_session.as_deref() == Some(id)
            });
            if !meant {
                return Ok(0);
            }
        }
        let ended = self
            .sessions()
            .end_these(SessionsOf::ProviderSession { issuer, id })
            .await?;
        tracing::info!(issuer, ended, "signed out by a page of the provider");
        Ok(ended)
    }

    async fn end_sessions_of(
        &self,
        provider: &str,
        token: &LogoutToken,
    ) -> Result<usize, LogoutTokenError> {
        let issuer = token.issuer.as_str();
        if <D::Sessions as SessionStrategy>::STORED {
            let which = match &token.whose {
                LoggedOut::Session { id, .. } => SessionsOf::ProviderSession { issuer, id },
                LoggedOut::Subject(subject) => SessionsOf::Account { issuer, subject },
            };
            return Ok(self.sessions().end_these(which).await?);
        }
        // Sealed sessions are known by their user alone: all of theirs end, which is more than was asked for.
        let (LoggedOut::Session {
            subject: Some(subject),
            ..
        }
        | LoggedOut::Subject(subject)) = &token.whose
        else {
            return Err(LogoutTokenError::SessionUnknown);
        };
        let user = [provider, ":", subject].concat();
        match self.sessions().end_all(&user).await {
            Ok(()) => Ok(1),
            Err(SessionError::Store(error)) => Err(error.into()),
            Err(error) => Err(StoreError::unavailable(error).into()),
        }
    }
}

/// What a logout token is remembered by.
fn token_id(token: &LogoutToken) -> [u8; 16] {
    let name = fingerprint([&token.issuer, "\0", &token.id].concat().as_bytes());
    let mut id = [0; 16];
    for (place, byte) in id.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    id
}
