//! Who has an account with the application.

use std::fmt;
use std::sync::Arc;

use crate::account::User;
use crate::outbound::BoxFuture;
use crate::store::{AccountRecord, StoreError, shared};

/// Keeps the users of an application.
///
/// A user is known by an id that is made when they first sign in. No two users have one e-mail address, whatever the case
/// of its letters as [`str::to_lowercase`] has it; an address identifies nobody.
pub trait Users: fmt::Debug + Send + Sync + 'static {
    /// An id for somebody new, where the store makes them; `None` where any text will do.
    ///
    /// # Errors
    /// When it cannot be made.
    fn new_user_id(&self) -> BoxFuture<'_, Result<Option<String>, StoreError>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    /// The user with this id.
    ///
    /// # Errors
    /// When that cannot be known.
    fn find_user<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>>;

    /// The user with this e-mail address, whatever the case of its letters, and whether or not it has been verified.
    ///
    /// # Errors
    /// When that cannot be known.
    fn find_user_by_email<'a>(
        &'a self,
        email: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>>;

    /// Keeps a new user together with their first account: both or neither, whatever happens meanwhile.
    ///
    /// Where there are several reasons not to, the account comes first, then the address, then the id: of many first
    /// sign-ins with one account at the same time one is told [`UserCreation::Created`], and each other one
    /// [`UserCreation::AccountExists`].
    ///
    /// # Errors
    /// When it cannot be kept; then neither is.
    fn create_user<'a>(
        &'a self,
        user: &'a UserRecord,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<UserCreation, StoreError>>;

    /// Changes one thing of a user, and leaves the rest as it is, also what somebody else changes at the same time.
    ///
    /// # Errors
    /// When it cannot be kept; then nothing has changed.
    fn update_user<'a>(
        &'a self,
        id: &'a str,
        change: UserChange<'a>,
    ) -> BoxFuture<'a, Result<UserUpdate, StoreError>>;

    /// Deletes a user, and with them their accounts, passkeys and sessions. Whether there was one.
    ///
    /// What is created for them at the same time is deleted, too, or not created.
    ///
    /// # Errors
    /// When it cannot be done; then all is as it was.
    fn delete_user<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, StoreError>>;
}

/// A user as a store keeps them.
#[derive(Clone, PartialEq, Eq)]
pub struct UserRecord {
    /// Who it is.
    pub user: User,
    /// The ids of their roles. What is not declared is kept and is no role.
    pub roles: Vec<String>,
    /// Whether they are kept out.
    pub disabled: bool,
    /// When they first signed in, in seconds since 1970-01-01T00:00:00Z.
    pub created_at: u64,
}

/// What of a user is to change.
#[derive(Debug, Clone, Copy)]
pub enum UserChange<'a> {
    /// Their name, e-mail address, whether that is verified, and picture; their id is not.
    Profile(&'a User),
    /// All of their roles.
    Roles(&'a [String]),
    /// Whether they are kept out.
    Disabled(bool),
}

/// What became of a user that was to be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "nobody has been created where somebody was"]
pub enum UserCreation {
    /// They are there now, with their account.
    Created,
    /// Somebody has the account already.
    AccountExists,
    /// Somebody has the e-mail address already.
    EmailTaken,
    /// Somebody has the id already.
    UserExists,
}

/// What became of a user that was to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "nobody has been changed where nobody was"]
pub enum UserUpdate {
    /// It is done.
    Updated,
    /// There is no such user.
    Absent,
    /// Somebody else has the e-mail address.
    EmailTaken,
}

/// Not what they are called: it is printed into logs.
impl fmt::Debug for UserRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UserRecord")
            .field("id", &self.user.id)
            .field("roles", &self.roles)
            .field("disabled", &self.disabled)
            .finish_non_exhaustive()
    }
}

impl<T: Users + ?Sized> Users for Arc<T> {
    shared! {
        fn new_user_id() -> Option<String>;
        fn find_user(id: &'a str) -> Option<UserRecord>;
        fn find_user_by_email(email: &'a str) -> Option<UserRecord>;
        fn create_user(user: &'a UserRecord, account: &'a AccountRecord) -> UserCreation;
        fn update_user(id: &'a str, change: UserChange<'a>) -> UserUpdate;
        fn delete_user(id: &'a str) -> bool;
    }
}
