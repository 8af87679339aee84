//! What a session keeps: asked of the declaration's functions when it begins, and again whenever it is sealed anew.

use http::{HeaderMap, HeaderValue};

use crate::account::{Claims, Roles, User};
use crate::callbacks::{Jwt, JwtDecision, RolesQuery};
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
    /// The application has ended it.
    Ended,
    /// It goes on as it is; the next request tries again.
    NotNow,
}

impl<D: Declaration> Keeping<D> {
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
        let keeping = Keeping::<D> {
            user: session.user.clone(),
            provider: session.provider,
            claims: None,
            roles: session.roles.clone(),
            data: session.data.clone(),
        };
        let shaped = supervised("callbacks", || Some(Box::pin(keeping.shaped())));
        let shaped = match shaped.await.flatten() {
            Some(Some(shaped)) => shaped,
            Some(None) => {
                if let Err(error) = self.sessions().end(session).await {
                    tracing::error!(code = error.code().code, %error, "the end of a session could not be noted on the server");
                }
                return Renewal::Ended;
            }
            None => return Renewal::NotNow,
        };
        if let Some(registry) = &self.core().registry
            && shaped.user != session.user
            && let Err(error) = registry
                .change(&shaped.user.id, UserChange::Profile(&shaped.user))
                .await
        {
            tracing::warn!(code = error.code().code, %error, "what `callbacks: {{ jwt }}` says of a user could not be kept");
            return Renewal::NotNow;
        }
        let mut content = SessionContent::clone(session);
        content.user = shaped.user;
        content.roles = shaped.roles;
        content.data = shaped.data;
        match self.sessions().keep(headers, content).await {
            Ok((renewed, cookies)) => Renewal::Sealed(renewed, cookies),
            // What ended while this request was under way is not brought back.
            Err(SessionError::Ended | SessionError::UserAbsent) => Renewal::Ended,
            Err(error) => {
                tracing::warn!(code = error.code().code, %error, "a session could not be sealed anew");
                Renewal::NotNow
            }
        }
    }
}
