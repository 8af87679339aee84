//! The accounts at providers that users sign in with.

use std::fmt;
use std::sync::Arc;

use crate::outbound::BoxFuture;
use crate::store::{OwnedCreation, StoreError, Update, UserRecord, shared};

/// Keeps which account at a provider belongs to which user.
///
/// An account is known by its issuer and its subject there (OpenID Connect Core §5.7), and by nothing else: not by an e-mail
/// address, and not by the provider's name in the declaration. Each belongs to one user.
pub trait Accounts: fmt::Debug + Send + Sync + 'static {
    /// The account, and whose it is, in one round trip.
    ///
    /// # Errors
    /// When that cannot be known.
    fn find_account<'a>(
        &'a self,
        issuer: &'a str,
        subject: &'a str,
    ) -> BoxFuture<'a, Result<Option<LinkedAccount>, StoreError>>;

    /// The accounts of a user, oldest first.
    ///
    /// # Errors
    /// When they cannot be known.
    fn accounts_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<AccountRecord>, StoreError>>;

    /// Links an account to a user who is there, unless somebody has it already: it then stays theirs, as it is.
    ///
    /// A user who is kept out is there. That nobody is there is said first: [`OwnedCreation::UserAbsent`].
    ///
    /// # Errors
    /// When it cannot be kept.
    fn create_account<'a>(
        &'a self,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>>;

    /// Replaces the tokens and the label of an account, whosever it is, and ends a [lease](Self::lease_account) of it; the
    /// rest stays as it is.
    ///
    /// # Errors
    /// When they cannot be kept.
    fn update_account<'a>(
        &'a self,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<Update, StoreError>>;

    /// Reserves an account for its tokens to be refreshed: of many that ask, in whatever process, one is given it.
    /// [`Update::Absent`] when there is no such account, or somebody has reserved it and the time is not over.
    ///
    /// A refresh token is often good for one use; whoever uses it a second time loses all that was granted (RFC 9700
    /// §4.14.2). A store that cannot keep others out leaves this as it is: everybody is then given it.
    ///
    /// # Errors
    /// When it is not known whether it has been reserved.
    fn lease_account<'a>(
        &'a self,
        issuer: &'a str,
        subject: &'a str,
        lease: Lease,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        let _ = (issuer, subject, lease);
        Box::pin(std::future::ready(Ok(Update::Updated)))
    }

    /// As [`update_account`](Self::update_account), for whoever has reserved it with this lease, which ends it.
    /// [`Update::Absent`] when that is over, and the account as somebody else has made it.
    ///
    /// # Errors
    /// When they cannot be kept.
    fn update_leased_account<'a>(
        &'a self,
        account: &'a AccountRecord,
        lease: Lease,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        let _ = lease;
        self.update_account(account)
    }

    /// Takes an account away from a user, unless it is the last one they have: of two that are taken away at the same
    /// time one stays.
    ///
    /// # Errors
    /// When it cannot be done.
    fn delete_account<'a>(
        &'a self,
        user_id: &'a str,
        issuer: &'a str,
        subject: &'a str,
    ) -> BoxFuture<'a, Result<AccountDeletion, StoreError>>;
}

/// An account as a store keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountRecord {
    /// Who issued it: the `iss` of the provider's ID tokens; of a provider that has none, its id in the declaration.
    pub issuer: String,
    /// Its `sub` there, at most 255 bytes.
    pub subject: String,
    /// Whose it is.
    pub user_id: String,
    /// The id of the provider in the declaration, when it was linked.
    pub provider: String,
    /// What its owner will know it by: an e-mail address or a name there.
    pub label: Option<String>,
    /// The provider's tokens, sealed: nobody but this library can read them.
    pub tokens: Option<String>,
    /// When it was linked, in seconds since 1970-01-01T00:00:00Z.
    pub created_at: u64,
}

/// An account and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedAccount {
    /// The account.
    pub account: AccountRecord,
    /// Whose it is.
    pub user: UserRecord,
}

/// For how long an account is reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// When it is reserved, in seconds since 1970-01-01T00:00:00Z.
    pub now: u64,
    /// When somebody else may have it, likewise.
    pub until: u64,
}

/// What became of an account that was to be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "an account may have stayed"]
pub enum AccountDeletion {
    /// It is no longer there.
    Deleted,
    /// This user had no such account.
    Absent,
    /// It is the last one of this user, who could not come in without it.
    Last,
}

/// Neither the subject nor the tokens.
impl fmt::Debug for AccountRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccountRecord")
            .field("issuer", &self.issuer)
            .field("user_id", &self.user_id)
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

impl<T: Accounts + ?Sized> Accounts for Arc<T> {
    shared! {
        fn find_account(issuer: &'a str, subject: &'a str) -> Option<LinkedAccount>;
        fn accounts_of(user_id: &'a str) -> Vec<AccountRecord>;
        fn create_account(account: &'a AccountRecord) -> OwnedCreation;
        fn update_account(account: &'a AccountRecord) -> Update;
        fn lease_account(issuer: &'a str, subject: &'a str, lease: Lease) -> Update;
        fn update_leased_account(account: &'a AccountRecord, lease: Lease) -> Update;
        fn delete_account(user_id: &'a str, issuer: &'a str, subject: &'a str) -> AccountDeletion;
    }
}
