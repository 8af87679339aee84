//! Why somebody could not be told who they are.

use std::error::Error;
use std::fmt;

use auth_spec::ErrorCode;

use crate::sealed::RandomUnavailable;
use crate::store::StoreError;

/// What is wrong with a user or with the account that somebody signs in with.
#[derive(Debug)]
#[non_exhaustive]
pub enum AccountError {
    /// Somebody else has its e-mail address, and it is not linked to them.
    NotLinked,
    /// It is linked to somebody else.
    AlreadyLinked,
    /// It was to be linked to somebody who is no longer the one signed in.
    Switched,
    /// It is the last one of its user, who could not come in without it.
    Last,
    /// Its user is kept out, or has been deleted.
    Disabled,
    /// There is no such user.
    UserAbsent,
    /// Where users and accounts are kept does not do what it is asked for.
    Store(StoreError),
    /// The operating system gives no random bytes.
    RandomUnavailable,
}

impl AccountError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        match self {
            Self::NotLinked => &ErrorCode::ACCOUNT_NOT_LINKED,
            Self::AlreadyLinked => &ErrorCode::ACCOUNT_ALREADY_LINKED,
            Self::Switched => &ErrorCode::ACCOUNT_SWITCHED,
            Self::Last => &ErrorCode::LAST_ACCOUNT,
            Self::Disabled => &ErrorCode::USER_DISABLED,
            Self::UserAbsent => &ErrorCode::NOT_FOUND,
            Self::Store(error) => error.code(),
            Self::RandomUnavailable => &ErrorCode::RANDOM_UNAVAILABLE,
        }
    }
}

impl fmt::Display for AccountError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotLinked => "somebody else has this e-mail address",
            Self::AlreadyLinked => "the account is linked to somebody else",
            Self::Switched => "the account was to be linked to somebody who is not signed in",
            Self::Last => "it is the last account of its user",
            Self::Disabled => "the user is kept out, or has been deleted",
            Self::UserAbsent => "there is no such user",
            Self::Store(error) => return error.fmt(formatter),
            Self::RandomUnavailable => "the operating system gives no random bytes",
        })
    }
}

impl Error for AccountError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // What is displayed is the store's own words.
            Self::Store(error) => error.source(),
            _ => None,
        }
    }
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RandomUnavailable> for AccountError {
    fn from(_: RandomUnavailable) -> Self {
        Self::RandomUnavailable
    }
}
