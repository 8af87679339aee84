//! Why somebody could not be signed in.

use std::fmt;

use auth_spec::ErrorCode;

use crate::authorization::ReservedParameter;
use crate::error::{
    AccountError, AuthorizationResponseError, CredentialsError, EmailError, ProviderError,
    SessionError,
};
use crate::sealed::RandomUnavailable;

/// A sign-in that did not succeed; sorted by who is at fault.
#[derive(Debug)]
#[non_exhaustive]
pub enum SignInError {
    /// The caller named a provider that is not declared, or is not configured here.
    UnknownProvider,
    /// The caller set an authorization parameter that is not theirs to set.
    Parameter(ReservedParameter),
    /// The response at the redirect URI is not one to act on.
    Response(AuthorizationResponseError),
    /// The provider failed, or what it sent cannot be trusted.
    Provider(ProviderError),
    /// Signing in by e-mail failed.
    Email(EmailError),
    /// What was typed lets nobody in.
    Credentials(CredentialsError),
    /// It is nobody's account, or somebody else's.
    Account(AccountError),
    /// The application's `sign_in` callback said no.
    Denied,
    /// The session cannot be kept.
    Session(SessionError),
    /// The operating system has no randomness to give.
    RandomUnavailable,
}

impl SignInError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        match self {
            Self::UnknownProvider => &ErrorCode::UNKNOWN_PROVIDER,
            Self::Parameter(_) => &ErrorCode::RESERVED_PARAMETER,
            Self::Response(error) => error.code(),
            Self::Provider(error) => error.code(),
            Self::Email(error) => error.code(),
            Self::Credentials(error) => error.code(),
            Self::Account(error) => error.code(),
            Self::Denied => &ErrorCode::ACCESS_DENIED,
            Self::Session(error) => error.code(),
            Self::RandomUnavailable => &ErrorCode::RANDOM_UNAVAILABLE,
        }
    }
}

impl fmt::Display for SignInError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownProvider => formatter.write_str(self.code().summary),
            Self::Parameter(error) => error.fmt(formatter),
            Self::Response(error) => error.fmt(formatter),
            Self::Provider(error) => error.fmt(formatter),
            Self::Email(error) => error.fmt(formatter),
            Self::Credentials(error) => error.fmt(formatter),
            Self::Account(error) => error.fmt(formatter),
            Self::Denied => formatter.write_str("the application did not let this user in"),
            Self::Session(error) => error.fmt(formatter),
            Self::RandomUnavailable => {
                formatter.write_str("the operating system gives no random bytes")
            }
        }
    }
}

impl std::error::Error for SignInError {}

impl From<AuthorizationResponseError> for SignInError {
    fn from(error: AuthorizationResponseError) -> Self {
        Self::Response(error)
    }
}

impl From<ProviderError> for SignInError {
    fn from(error: ProviderError) -> Self {
        Self::Provider(error)
    }
}

impl From<EmailError> for SignInError {
    fn from(error: EmailError) -> Self {
        Self::Email(error)
    }
}

impl From<AccountError> for SignInError {
    fn from(error: AccountError) -> Self {
        Self::Account(error)
    }
}

impl From<CredentialsError> for SignInError {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(error)
    }
}

impl From<ReservedParameter> for SignInError {
    fn from(error: ReservedParameter) -> Self {
        Self::Parameter(error)
    }
}

impl From<SessionError> for SignInError {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

impl From<RandomUnavailable> for SignInError {
    fn from(_: RandomUnavailable) -> Self {
        Self::RandomUnavailable
    }
}
