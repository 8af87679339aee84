//! The accounts that whoever is signed in can sign in with: to look at, to link, and to take away.

use auth_spec::ErrorCode;
use serde::Serialize;

use crate::authorization::Linking;
use crate::declaration::{Declaration, DeclaredProvider, ProviderId};
use crate::error::{AccountError, SessionError, SignInError};
use crate::events::LinkAccountEvent;
use crate::handle::admission::Identified;
use crate::handle::completion::Completed;
use crate::handle::visitor::Visitor;
use crate::handle::{Auth, SignIn};
use crate::registry::{AccountId, Proved, Registry};
use crate::sealed::fingerprint;
use crate::session::Session;
use crate::store::{AccountRecord, StoreError};

/// The accounts of the user who is signed in: `auth.my_accounts(&session)`.
///
/// An account is linked by whoever is signed in and proves it to be theirs, and in no other way: an e-mail address links
/// nothing, unless a provider of the declaration says `link_by_email: verified`.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github, google], session: { strategy: database } } }
/// # use axum::response::IntoResponse;
/// use crate::auth::{Auth, Session, provider};
///
/// async fn link(auth: Auth, session: Session) -> impl IntoResponse {
///     auth.my_accounts(&session).link(provider::google).await
/// }
/// # fn main() {}
/// ```
#[derive(Debug)]
pub struct MyAccounts<'a, D: Declaration> {
    auth: &'a Auth<D>,
    session: &'a Session<D>,
}

/// An account of a user, as it is shown to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ListedAccount {
    /// What it is called when it is to be taken away: no secret, and nothing of the provider's.
    pub id: String,
    /// The id of the provider in the declaration, when it was linked.
    pub provider: String,
    /// What its owner will know it by: an e-mail address or a name there.
    pub label: Option<String>,
    /// When it was linked, in seconds since 1970-01-01T00:00:00Z.
    #[serde(serialize_with = "super::my_sessions::time")]
    pub linked_at: u64,
}

impl<'a, D: Declaration> MyAccounts<'a, D> {
    pub(crate) fn new(auth: &'a Auth<D>, session: &'a Session<D>) -> Self {
        Self { auth, session }
    }

    /// All of them, oldest first.
    ///
    /// # Errors
    /// When the store does not say.
    pub async fn list(&self) -> Result<Vec<ListedAccount>, AccountError> {
        let accounts = self.records().await?;
        Ok(accounts.into_iter().map(listed).collect())
    }

    /// Links an account at this provider: awaited, it is a response that goes there, and the user comes back with it
    /// linked, or to the error page if it is somebody else's.
    ///
    /// It has to end in the same browser and in the same session: if somebody else has signed in meanwhile nothing is linked
    /// (AUTH-523). Providers inside the application (`email`, `credentials`) cannot be linked.
    pub fn link(&self, provider: impl DeclaredProvider<D>) -> SignIn<'a, D> {
        SignIn::new(self.auth, Some(provider.provider().index())).linking(linking(self.session))
    }

    /// Takes an account away by its id, and ends the other sessions that began with it. Whether there was one; another
    /// user's is none.
    ///
    /// # Errors
    /// When it is the last one, with which its user signs in, and when the store does not do it.
    pub async fn unlink(&self, id: &str) -> Result<bool, AccountError> {
        let accounts = self.records().await?;
        let is_last = accounts.len() == 1;
        let Some(account) = accounts.into_iter().find(|account| name(account) == id) else {
            return Ok(false);
        };
        let account = AccountId {
            issuer: account.issuer,
            subject: account.subject,
        };
        if is_last {
            return Err(AccountError::Last);
        }
        // First: should the store fail in between, calling it again finds the account and does the rest. Then once more, for
        // whoever has signed in with it meanwhile.
        self.end_sessions_of(&account).await?;
        let user = &self.session.user.id;
        let unlinked = self.registry()?.unlink(user, &account).await?;
        if unlinked {
            tracing::info!(user, issuer = account.issuer, "an account was unlinked");
            self.end_sessions_of(&account).await?;
        }
        Ok(unlinked)
    }

    /// Whoever has only that account is no longer this user.
    async fn end_sessions_of(&self, account: &AccountId) -> Result<(), StoreError> {
        let (sessions, user) = (self.auth.sessions(), &self.session.user.id);
        for session in sessions.all_of(user).await? {
            let id = session.hash.to_string();
            let theirs = session.issuer == account.issuer && session.subject == account.subject;
            if theirs && id != self.session.id() {
                sessions.end_one_of(user, &id).await?;
            }
        }
        Ok(())
    }

    async fn records(&self) -> Result<Vec<AccountRecord>, AccountError> {
        self.registry()?.accounts_of(&self.session.user.id).await
    }

    fn registry(&self) -> Result<&'a Registry, AccountError> {
        self.auth.registry()
    }
}

impl<D: Declaration> Auth<D> {
    /// Links an account that somebody has just proved to be theirs to the user who asked for that. The answer is where to go.
    pub(super) async fn link_account(
        &self,
        place: usize,
        linking: Linking,
        identified: &Identified,
        visitor: Visitor<'_>,
        completed: &mut Completed,
    ) -> Result<String, SignInError> {
        let core = self.core();
        let (Some(provider), Some(&declared)) =
            (core.configured(place), D::Provider::ALL.get(place))
        else {
            return Err(SignInError::UnknownProvider);
        };
        let session = match self.session_of(visitor.headers).await {
            Ok(session) => session,
            Err(_) => return Err(unavailable().into()),
        };
        // The flow's cookie says which browser asked; its session may be another one by now.
        let session = session
            .filter(|session| {
                session.id() == linking.session_id && session.user.id == linking.user_id
            })
            .ok_or(AccountError::Switched)?;
        completed.user = Some(session.user.clone());
        let id = provider.declaration.id;
        let account = identified.account(id);
        let proved = Proved {
            id: &account,
            provider: id,
            profile: &identified.profile,
            tokens: identified.tokens.as_ref(),
            links_by_email: false,
        };
        if self.registry()?.link(&session.user.id, &proved).await? {
            tracing::info!(
                provider = id,
                user = session.user.id,
                "an account was linked"
            );
            let event = LinkAccountEvent::<D> {
                user: session.user.clone(),
                provider: declared,
                at: self.sessions().now(),
            };
            event.raise().await;
        }
        let destination = completed
            .callback_url
            .as_deref()
            .unwrap_or(core.configuration.callbacks.after_sign_in);
        Ok(core.absolute(destination))
    }

    /// Where users and accounts are kept.
    pub(crate) fn registry(&self) -> Result<&Registry, AccountError> {
        self.core()
            .registry
            .as_ref()
            .ok_or_else(|| StoreError::unavailable("there is none").into())
    }
}

/// Who wants to link an account.
pub(crate) fn linking<D: Declaration>(session: &Session<D>) -> Linking {
    Linking {
        user_id: session.user.id.clone(),
        session_id: session.id().to_owned(),
    }
}

fn listed(account: AccountRecord) -> ListedAccount {
    ListedAccount {
        id: name(&account),
        provider: account.provider,
        label: account.label,
        linked_at: account.created_at,
    }
}

/// No subject goes out with it: some providers take theirs for a secret.
fn name(account: &AccountRecord) -> String {
    fingerprint(
        [&account.issuer, "\0", &account.subject]
            .concat()
            .as_bytes(),
    )
}

fn unavailable() -> SessionError {
    StoreError::unavailable(ErrorCode::STORE_UNAVAILABLE.summary).into()
}
