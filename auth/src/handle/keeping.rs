//! What a session keeps: asked of the declaration's functions when it begins, and again whenever it is sealed anew.

use auth_spec::ErrorCode;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;

use crate::account::{Claims, Roles, User};
use crate::callbacks::{Jwt, JwtDecision, RolesQuery, UpdateDecision};
use crate::declaration::Declaration;
use crate::error::SessionError;
use crate::handle::Auth;
use crate::session::{Session, SessionContent};
use crate::store::UserChange;
use crate::supervision::supervised;

/// What is about to be sealed.
pub(super) struct Keeping<D: Declaration> {
    pub(super) user: User,
    pub(super) provider: Option<D::Provider>,
    /// Only at sign-in.
    pub(super) claims: Option<Claims>,
    pub(super) roles: Roles<D::Role>,
    pub(super) data: D::SessionData,
}

/// What became of a session that was to be sealed anew.
pub(crate) enum Renewal<D: Declaration> {
    /// It goes on with these cookies.
    Sealed(Session<D>, Vec<HeaderValue>),
    /// The application has ended it, or it has ended meanwhile.
    Ended,
    /// It goes on as it is; the next request tries again.
    NotNow,
}

impl<D: Declaration> Keeping<D> {
    /// What a session keeps now.
    fn of(session: &Session<D>) -> Self {
        Self {
            user: session.user.clone(),
            provider: session.provider,
            claims: None,
            roles: session.roles.clone(),
            data: session.data.clone(),
        }
    }

    /// What `callbacks: { update }` is given.
    fn jwt(&self) -> Jwt<D> {
        Jwt {
            user: self.user.clone(),
            provider: self.provider,
            claims: None,
            data: self.data.clone(),
        }
    }

    /// As `callbacks: { jwt, roles }` say; `None` when there is to be no session.
    pub(super) async fn shaped(self) -> Option<Self> {
        let Self {
            user,
            provider,
            claims,
            roles,
            data,
        } = self;
        // Who somebody is was proved when they signed in.
        let proved = claims.is_none().then(|| user.id.clone());
        let mut jwt = Jwt {
            user,
            provider,
            claims,
            data,
        };
        let decision = match D::jwt(&mut jwt) {
            Some(answer) => answer.await,
            None => JwtDecision::Keep,
        };
        if decision == JwtDecision::End {
            return None;
        }
        let Jwt {
            mut user,
            claims,
            data,
            ..
        } = jwt;
        if let Some(id) = proved {
            user.id = id;
        }
        let query = RolesQuery {
            user,
            provider,
            claims,
            data,
            roles,
        };
        let answered = match D::roles(&query) {
            Some(answer) => Some(answer.await),
            None => None,
        };
        Some(Self {
            user: query.user,
            provider,
            claims: query.claims,
            roles: answered.unwrap_or(query.roles),
            data: query.data,
        })
    }
}

/// The session as `callbacks: { roles }` says now; `None` where the function failed, and nobody knows.
pub(super) async fn with_current_roles<D: Declaration>(session: Session<D>) -> Option<Session<D>> {
    let query = RolesQuery {
        user: session.user.clone(),
        provider: session.provider,
        claims: None,
        data: session.data.clone(),
        roles: session.roles.clone(),
    };
    match supervised("callbacks.roles", || D::roles(&query)).await {
        None => Some(session),
        Some(answered) => answered.map(|roles| session.with_roles(roles)),
    }
}

impl<D: Declaration> Auth<D> {
    /// Seals a session anew, as the application's functions now say. Where they fail it is not sealed: a session whose
    /// roles nobody could confirm becomes no younger.
    pub(crate) async fn renew(&self, headers: &HeaderMap, session: &Session<D>) -> Renewal<D> {
        match self.seal_anew(headers, session, Keeping::of(session)).await {
            Ok(Some((renewed, cookies))) => Renewal::Sealed(renewed, cookies),
            Ok(None) => Renewal::Ended,
            Err(_) => Renewal::NotNow,
        }
    }

    /// Seals a session anew with what a browser has sent for it, as `callbacks: { update }` says, which there is; `None` when
    /// it has ended instead.
    ///
    /// # Errors
    /// When the session stays what it was.
    pub(crate) async fn update(
        &self,
        headers: &HeaderMap,
        session: &Session<D>,
        sent: Value,
    ) -> Result<Option<(Session<D>, Vec<HeaderValue>)>, &'static ErrorCode> {
        let mut keeping = Keeping::of(session);
        let mut jwt = keeping.jwt();
        let answered = supervised("callbacks.update", || {
            D::update(Some((&mut jwt, sent))).and_then(|update| update.answer)
        });
        match answered.await {
            Some(Some(Ok(UpdateDecision::Keep))) => {}
            Some(None) => return Err(&ErrorCode::FUNCTION_FAILED),
            Some(Some(Ok(UpdateDecision::Refuse))) | None => {
                return Err(&ErrorCode::SESSION_UPDATE_REFUSED);
            }
            Some(Some(Err(error))) => {
                let code = ErrorCode::SESSION_UPDATE_REFUSED.code;
                tracing::debug!(code, %error, "what was sent for a session is not what `callbacks: {{ update }}` takes");
                return Err(&ErrorCode::SESSION_UPDATE_REFUSED);
            }
        }
        keeping.user = User {
            id: keeping.user.id,
            ..jwt.user
        };
        keeping.data = jwt.data;
        let kept = self.seal_anew(headers, session, keeping).await;
        kept.map_err(|code| match *code {
            // Of what a provider says that is its fault.
            ErrorCode::SESSION_TOO_LARGE => &ErrorCode::SESSION_UPDATE_REFUSED,
            _ => code,
        })
    }

    /// Seals a session anew with what it is to keep, as `callbacks: { jwt, roles }` say; `None` when it has ended instead.
    ///
    /// # Errors
    /// When the session stays what it was; why is in the log.
    async fn seal_anew(
        &self,
        headers: &HeaderMap,
        session: &Session<D>,
        keeping: Keeping<D>,
    ) -> Result<Option<(Session<D>, Vec<HeaderValue>)>, &'static ErrorCode> {
        let shaped = supervised("callbacks", || Some(Box::pin(keeping.shaped())));
        let shaped = match shaped.await.flatten() {
            Some(Some(shaped)) => shaped,
            Some(None) => {
                if let Err(error) = self.sessions().end(session).await {
                    tracing::error!(code = error.code().code, %error, "the end of a session could not be noted on the server");
                }
                return Ok(None);
            }
            None => return Err(&ErrorCode::FUNCTION_FAILED),
        };
        if let Some(registry) = &self.core().registry
            && shaped.user != session.user
            && let Err(error) = registry
                .change(&shaped.user.id, UserChange::Profile(&shaped.user))
                .await
        {
            tracing::warn!(code = error.code().code, %error, "what a function of `callbacks` says of a user could not be kept");
            return Err(error.code());
        }
        let mut content = SessionContent::clone(session);
        content.user = shaped.user;
        content.roles = shaped.roles;
        content.data = shaped.data;
        match self.sessions().keep(headers, content).await {
            Ok(kept) => Ok(Some(kept)),
            // What ended while this request was under way is not brought back.
            Err(SessionError::Ended | SessionError::UserAbsent) => Ok(None),
            Err(error) => {
                tracing::warn!(code = error.code().code, %error, "a session could not be sealed anew");
                Err(error.code())
            }
        }
    }
}
