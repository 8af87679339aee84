//! The users of an application, for its jobs and its pages for administrators.

use std::fmt;

use crate::account::{Roles, User};
use crate::declaration::Declaration;
use crate::error::AccountError;
use crate::handle::Auth;
use crate::registry::Registry;
use crate::store::{SessionsOf, UserChange, UserRecord};

/// Everybody who has ever signed in: `auth.users()`. Who may call this is the application's to say.
///
/// What changes here holds from the next request on: roles, whether somebody is kept out, whether there is such a user at all.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github], roles: [admin], session: { strategy: database } } }
/// # use axum::extract::Path;
/// # use ::auth::error::AccountError;
/// use crate::auth::{Auth, Role, protected};
///
/// #[protected(role = admin)]
/// async fn promote(auth: Auth, Path(id): Path<String>) -> Result<(), AccountError> {
///     auth.users().set_roles(&id, [Role::Admin]).await
/// }
/// # fn main() {}
/// ```
#[derive(Debug)]
pub struct KnownUsers<'a, D: Declaration> {
    auth: &'a Auth<D>,
}

/// A user as the store knows them.
#[derive(Clone)]
#[non_exhaustive]
pub struct KnownUser<D: Declaration> {
    /// Who it is.
    pub user: User,
    /// Their roles, of those that are declared.
    pub roles: Roles<D::Role>,
    /// Whether they are kept out.
    pub disabled: bool,
    /// When they first signed in, in seconds since 1970-01-01T00:00:00Z.
    pub created_at: u64,
}

impl<'a, D: Declaration> KnownUsers<'a, D> {
    pub(super) fn new(auth: &'a Auth<D>) -> Self {
        Self { auth }
    }

    /// The user with this id.
    ///
    /// # Errors
    /// When the store does not say.
    pub async fn find(&self, id: &str) -> Result<Option<KnownUser<D>>, AccountError> {
        Ok(self.registry()?.user(id).await?.map(known))
    }

    /// The user with this e-mail address, whatever the case of its letters. Whether it has been verified is another question.
    ///
    /// # Errors
    /// When the store does not say.
    pub async fn find_by_email(&self, email: &str) -> Result<Option<KnownUser<D>>, AccountError> {
        Ok(self.registry()?.user_by_email(email).await?.map(known))
    }

    /// Replaces the roles of a user. Where the declaration has `callbacks: { roles }`, that function has the last word.
    ///
    /// # Errors
    /// When there is no such user, and when the store does not do it.
    pub async fn set_roles(
        &self,
        id: &str,
        roles: impl IntoIterator<Item = D::Role>,
    ) -> Result<(), AccountError> {
        let roles: Roles<D::Role> = roles.into_iter().collect();
        let ids: Vec<String> = roles.ids().map(str::to_owned).collect();
        self.registry()?.change(id, UserChange::Roles(&ids)).await
    }

    /// Replaces what is known of a user: name, e-mail address, whether that has been verified, and picture.
    ///
    /// # Errors
    /// When there is no such user, when somebody else has the address, and when the store does not do it.
    pub async fn update(&self, user: &User) -> Result<(), AccountError> {
        let change = UserChange::Profile(user);
        self.registry()?.change(&user.id, change).await
    }

    /// Keeps a user out: all their sessions end, and they cannot sign in.
    ///
    /// # Errors
    /// When there is no such user, and when the store does not do it: calling it again completes it.
    pub async fn disable(&self, id: &str) -> Result<(), AccountError> {
        let change = UserChange::Disabled(true);
        self.registry()?.change(id, change).await?;
        self.end_sessions(id).await?;
        tracing::info!(user = id, "kept out");
        Ok(())
    }

    /// Lets a user in again.
    ///
    /// # Errors
    /// When there is no such user, and when the store does not do it.
    pub async fn enable(&self, id: &str) -> Result<(), AccountError> {
        let change = UserChange::Disabled(false);
        self.registry()?.change(id, change).await?;
        tracing::info!(user = id, "let in again");
        Ok(())
    }

    /// Deletes a user with their accounts and sessions. Whether there was one. Whoever signs in with one of the accounts
    /// afterwards is a new user.
    ///
    /// # Errors
    /// When the store does not do it: calling it again completes it.
    pub async fn delete(&self, id: &str) -> Result<bool, AccountError> {
        let deleted = self.registry()?.delete(id).await?;
        self.end_sessions(id).await?;
        tracing::info!(user = id, "deleted");
        Ok(deleted)
    }

    async fn end_sessions(&self, id: &str) -> Result<(), AccountError> {
        let which = SessionsOf::User { id, except: None };
        self.auth.sessions().end_these(which).await?;
        Ok(())
    }

    fn registry(&self) -> Result<&'a Registry, AccountError> {
        self.auth.registry()
    }
}

fn known<D: Declaration>(record: UserRecord) -> KnownUser<D> {
    KnownUser {
        roles: Roles::from_ids(record.roles.iter().map(String::as_str)),
        user: record.user,
        disabled: record.disabled,
        created_at: record.created_at,
    }
}

impl<D: Declaration> fmt::Debug for KnownUser<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("KnownUser")
            .field("id", &self.user.id)
            .field("roles", &self.roles.ids().collect::<Vec<_>>())
            .field("disabled", &self.disabled)
            .finish_non_exhaustive()
    }
}
