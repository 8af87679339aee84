//! Why a provider's request to sign somebody out is not followed.

use std::error::Error;
use std::fmt;

use auth_spec::ErrorCode;

use crate::error::{IdTokenFault, ProviderError};
use crate::store::StoreError;

/// What is wrong with a logout token (OpenID Connect Back-Channel Logout §2.6), or kept it from being followed.
#[derive(Debug)]
#[non_exhaustive]
pub enum LogoutTokenError {
    /// It is not one that this provider has signed for this application.
    Token(IdTokenFault),
    /// It is older than five minutes, or our clocks differ by that much.
    TooOld,
    /// It has a `nonce`, as ID tokens do.
    Nonce,
    /// Its `events` do not say that it is a logout token.
    Events,
    /// It has no `jti`.
    Identifier,
    /// It says neither whose sessions nor which session.
    Nobody,
    /// It names a session of the provider alone, and nothing here knows the sessions by that.
    SessionUnknown,
    /// The provider cannot be asked for the keys that it signs with.
    Provider(ProviderError),
    /// Where sessions are kept does not say that they have been ended.
    Store(StoreError),
}

impl LogoutTokenError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        match self {
            Self::Store(error) => error.code(),
            Self::Provider(_) => &ErrorCode::PROVIDER_UNAVAILABLE,
            _ => &ErrorCode::LOGOUT_TOKEN_INVALID,
        }
    }
}

impl fmt::Display for LogoutTokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Token(fault) => return fault.fmt(formatter),
            Self::Provider(error) => return error.fmt(formatter),
            Self::Store(error) => return error.fmt(formatter),
            Self::TooOld => "the logout token is too old, or from the future",
            Self::Nonce => "the logout token has a nonce",
            Self::Events => "the events of the logout token are not those of a logout",
            Self::Identifier => "the logout token has no jti",
            Self::Nobody => "the logout token names neither a user nor a session",
            Self::SessionUnknown => {
                "the logout token names a session alone, which only `strategy: database` finds"
            }
        })
    }
}

impl Error for LogoutTokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // What is displayed is their own words.
            Self::Store(error) => error.source(),
            Self::Provider(error) => error.source(),
            _ => None,
        }
    }
}

impl From<IdTokenFault> for LogoutTokenError {
    fn from(fault: IdTokenFault) -> Self {
        Self::Token(fault)
    }
}

impl From<StoreError> for LogoutTokenError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ProviderError> for LogoutTokenError {
    fn from(error: ProviderError) -> Self {
        Self::Provider(error)
    }
}
