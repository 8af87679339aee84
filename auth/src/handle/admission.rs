//! From somebody who has been identified, by whatever means, to a session.

use http::HeaderMap;

use crate::account::{Claims, Profile, User};
use crate::declaration::{Declaration, ProviderId, SignInAttempt, SignInDecision};
use crate::error::SignInError;
use crate::events::SignInEvent;
use crate::handle::Auth;
use crate::handle::completion::Completed;
use crate::handle::keeping::Keeping;
use crate::session::Beginning;
use crate::token::ProviderTokens;

/// Who it is.
pub(super) struct Identified {
    pub(super) profile: Profile,
    /// All that a provider has stated.
    pub(super) claims: Claims,
    /// What a later sign-out at the provider needs.
    pub(super) tokens: Option<ProviderTokens>,
}

impl<D: Declaration> Auth<D> {
    /// Lets the application decide, and begins a session. `place` is that of the provider; the answer is where to go.
    pub(super) async fn admit(
        &self,
        place: usize,
        identified: Identified,
        request: &HeaderMap,
        completed: &mut Completed,
    ) -> Result<String, SignInError> {
        let core = self.core();
        let (Some(provider), Some(&declared)) =
            (core.configured(place), D::Provider::ALL.get(place))
        else {
            return Err(SignInError::UnknownProvider);
        };
        let id = provider.declaration.id;
        let user = User::from_profile(id, &identified.profile);
        completed.user = Some(user.clone());
        let mut attempt = SignInAttempt::<D>::new(declared, user, identified.claims);
        match D::sign_in(&mut attempt).await {
            SignInDecision::Allow => {}
            SignInDecision::Deny => return Err(SignInError::Denied),
            SignInDecision::RedirectTo(url) => return Ok(core.absolute(url.as_str())),
        }
        let SignInAttempt {
            user,
            claims,
            roles,
            data,
            ..
        } = attempt;
        let keeping = Keeping::<D> {
            user,
            provider: Some(declared),
            claims: Some(claims),
            roles,
            data,
        };
        let kept = keeping.shaped().await.ok_or(SignInError::Denied)?;
        let beginning = Beginning {
            user: kept.user,
            provider: declared,
            roles: kept.roles,
            data: kept.data,
            tokens: identified.tokens,
        };
        let (session, cookies) = self.sessions().begin(request, beginning).await?;
        tracing::info!(provider = id, user = session.user.id, "signed in");
        let event = SignInEvent {
            session,
            provider: declared,
            at: self.sessions().now(),
        };
        event.raise().await;
        completed.cookies.extend(cookies);
        completed.cookies.extend(core.csrf.forget());
        let destination = completed
            .callback_url
            .as_deref()
            .unwrap_or(core.configuration.callbacks.after_sign_in);
        Ok(core.absolute(destination))
    }
}
