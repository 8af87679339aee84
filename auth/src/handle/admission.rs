//! From somebody who has been identified, by whatever means, to a session.

use crate::account::{Claims, Profile, Roles, User};
use crate::declaration::{Declaration, ProviderId, SignInAttempt, SignInDecision};
use crate::error::{SessionError, SignInError};
use crate::events::{CreateUserEvent, LinkAccountEvent, SignInEvent, UpdateUserEvent};
use crate::handle::Auth;
use crate::handle::completion::Completed;
use crate::handle::keeping::Keeping;
use crate::handle::sign_in::with_query;
use crate::handle::visitor::Visitor;
use crate::registry::{AccountId, Proved, Registry, Standing};
use crate::session::{Beginning, Origin};
use crate::token::ProviderTokens;

/// Who it is.
pub(super) struct Identified {
    pub(super) profile: Profile,
    /// All that a provider has stated.
    pub(super) claims: Claims,
    /// Who signed the statement; `None` where nobody did.
    pub(super) issuer: Option<String>,
    /// What a later sign-out at the provider needs.
    pub(super) tokens: Option<ProviderTokens>,
    /// When they last proved it, in seconds since 1970; `None` when nobody has said.
    pub(super) authenticated_at: Option<u64>,
}

/// Somebody whom the application has let in.
struct Admitted<D: Declaration> {
    /// What the session keeps.
    kept: Keeping<D>,
    /// The roles that they are given from now on.
    roles: Roles<D::Role>,
}

impl Identified {
    /// What their account is known by; `provider` is the id of the provider.
    pub(super) fn account(&self, provider: &str) -> AccountId {
        AccountId::new(self.issuer.clone(), provider, &self.profile.subject)
    }
}

impl<D: Declaration> Auth<D> {
    /// Lets the application decide, and begins a session. `place` is that of the provider; the answer is where to go.
    pub(super) async fn admit(
        &self,
        place: usize,
        identified: Identified,
        visitor: Visitor<'_>,
        completed: &mut Completed,
    ) -> Result<String, SignInError> {
        let core = self.core();
        let (Some(provider), Some(&declared)) =
            (core.configured(place), D::Provider::ALL.get(place))
        else {
            return Err(SignInError::UnknownProvider);
        };
        let declaration = provider.declaration;
        let id = declaration.id;
        let account = identified.account(id);
        let origin = Origin {
            provider_session: AccountId::provider_session(&identified.claims),
            issuer: account.issuer.clone(),
            subject: account.subject.clone(),
            address: visitor.address,
        };
        let mut created = false;
        let kept = match &core.registry {
            None => {
                let user = User::from_profile(id, &identified.profile);
                let known = Known::nobody(user);
                let decision = self.decide(declared, known, identified.claims, completed);
                match decision.await? {
                    Ok(admitted) => admitted.kept,
                    Err(elsewhere) => return Ok(elsewhere),
                }
            }
            Some(registry) => {
                let proved = Proved {
                    id: &account,
                    provider: id,
                    profile: &identified.profile,
                    tokens: identified.tokens.as_ref(),
                    links_by_email: declaration.link_by_email,
                };
                let standing = registry.standing(&proved).await?;
                let known = Known {
                    user: standing.record().user.clone(),
                    roles: Roles::from_ids(standing.record().roles.iter().map(String::as_str)),
                };
                let decision = self.decide(declared, known, identified.claims, completed);
                let admitted = match decision.await? {
                    Ok(admitted) => admitted,
                    Err(elsewhere) => return Ok(elsewhere),
                };
                let settled = self.settle(registry, standing, declared, admitted, &proved);
                let (kept, is_new) = settled.await?;
                created = is_new;
                kept
            }
        };
        let beginning = Beginning {
            user: kept.user,
            provider: declared,
            roles: kept.roles,
            data: kept.data,
            tokens: identified.tokens,
            origin: Some(origin),
            authenticated_at: identified.authenticated_at,
        };
        let sessions = self.sessions();
        let of_another = sessions.may_be_of_another(visitor.headers, &beginning.user.id);
        let (session, cookies) = sessions.begin(visitor.headers, beginning).await?;
        completed.leaves_pages = of_another;
        tracing::info!(provider = id, user = session.user.id, "signed in");
        let event = SignInEvent {
            session,
            provider: declared,
            at: self.sessions().now(),
        };
        event.raise().await;
        completed.cookies.extend(cookies);
        completed.cookies.extend(core.csrf.forget());
        let met = core.reauthentication.met(visitor.headers);
        completed.cookies.extend(met);
        Ok(self.destination_after(created, completed))
    }

    /// Asks the application; `Ok(Err(_))` is where it sends somebody whom it does not let in.
    async fn decide(
        &self,
        declared: D::Provider,
        known: Known<D>,
        claims: Claims,
        completed: &mut Completed,
    ) -> Result<Result<Admitted<D>, String>, SignInError> {
        completed.user = Some(known.user.clone());
        let mut attempt = SignInAttempt::<D>::new(declared, known.user, claims);
        attempt.roles = known.roles;
        match D::sign_in(&mut attempt).await {
            SignInDecision::Allow => {}
            SignInDecision::Deny => return Err(SignInError::Denied),
            SignInDecision::RedirectTo(url) => {
                return Ok(Err(self.core().absolute(url.as_str())));
            }
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
            roles: roles.clone(),
            data,
        };
        let kept = keeping.shaped().await.ok_or(SignInError::Denied)?;
        Ok(Ok(Admitted { kept, roles }))
    }

    /// Writes who it is, and tells the application what has come of that. Whether they are new.
    async fn settle(
        &self,
        registry: &Registry,
        standing: Standing,
        provider: D::Provider,
        admitted: Admitted<D>,
        proved: &Proved<'_>,
    ) -> Result<(Keeping<D>, bool), SignInError> {
        let Admitted { mut kept, roles } = admitted;
        if kept.user.id.is_empty() {
            return Err(SessionError::NoUser.into());
        }
        let settled = registry.settle(standing, kept.user, &roles, proved).await?;
        kept.user = settled.user;
        let at = self.sessions().now();
        let user = || kept.user.clone();
        if settled.created {
            let user = user();
            CreateUserEvent::<D> { user, provider, at }.raise().await;
        }
        if settled.linked {
            let user = user();
            LinkAccountEvent::<D> { user, provider, at }.raise().await;
        }
        if settled.updated {
            UpdateUserEvent::<D>::new(user(), at).raise().await;
        }
        Ok((kept, settled.created))
    }

    /// Where somebody goes who has signed in: whoever is new may have to read something first.
    fn destination_after(&self, created: bool, completed: &Completed) -> String {
        let core = self.core();
        let callbacks = &core.configuration.callbacks;
        let destination = completed.callback_url.as_deref();
        match core.configuration.pages.new_user.filter(|_| created) {
            Some(page) => with_query(core.configuration.url(page), [("callbackUrl", destination)]),
            None => core.absolute(destination.unwrap_or(callbacks.after_sign_in)),
        }
    }
}

/// Whom the application is asked about.
struct Known<D: Declaration> {
    user: User,
    roles: Roles<D::Role>,
}

impl<D: Declaration> Known<D> {
    fn nobody(user: User) -> Self {
        Self {
            user,
            roles: Roles::none(),
        }
    }
}
