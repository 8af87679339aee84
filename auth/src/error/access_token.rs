//! Why there is no access token to use at a provider.

use std::error::Error;
use std::fmt;

use auth_spec::ErrorCode;

use crate::error::{AccountError, ProviderError};
use crate::store::StoreError;

/// A provider's access token that cannot be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum AccessTokenError {
    /// The session has ended.
    Ended,
    /// The provider has given none, or it has ended and there is nothing to refresh it with: `refresh: on` asks for that.
    NotKept,
    /// What the provider had granted is over: its tokens are forgotten, and the sessions that began with them have ended.
    GrantEnded(ProviderError),
    /// The provider cannot refresh it at the moment.
    Provider(ProviderError),
    /// Somebody else has been refreshing it for longer than anybody waits.
    Busy,
    /// Where tokens are kept does not do what it is asked for.
    Store(StoreError),
}

impl AccessTokenError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        match self {
            Self::Ended => &ErrorCode::UNAUTHENTICATED,
            Self::NotKept => &ErrorCode::ACCESS_TOKEN_NOT_KEPT,
            Self::GrantEnded(_) => &ErrorCode::GRANT_ENDED,
            Self::Provider(error) => error.code(),
            Self::Busy => &ErrorCode::PROVIDER_UNAVAILABLE,
            Self::Store(error) => error.code(),
        }
    }
}

impl fmt::Display for AccessTokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Ended => "the session has ended",
            Self::NotKept => "there is no access token that is good, and none to refresh it with",
            Self::GrantEnded(error) => {
                return write!(formatter, "what was granted is over: {error}");
            }
            Self::Provider(error) => return error.fmt(formatter),
            Self::Busy => "the access token is being refreshed, and that takes too long",
            Self::Store(error) => return error.fmt(formatter),
        })
    }
}

impl Error for AccessTokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // What is displayed is the store's own words.
            Self::Store(error) => error.source(),
            _ => None,
        }
    }
}

impl From<StoreError> for AccessTokenError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<AccountError> for AccessTokenError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Store(error) => Self::Store(error),
            error => Self::Store(StoreError::unavailable(error)),
        }
    }
}
