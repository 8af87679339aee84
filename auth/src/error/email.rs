//! Why somebody was not sent a link, or not signed in by one.

use std::error::Error;
use std::fmt;

use auth_spec::ErrorCode;

use crate::email::{EmailAddressFault, MailError};
use crate::sealed::RandomUnavailable;
use crate::store::StoreError;

/// A step of signing in by e-mail that failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum EmailError {
    /// What was typed is not one e-mail address.
    Address(EmailAddressFault),
    /// Links were asked for too often.
    TooOften {
        /// In how many seconds another one may be asked for.
        retry_after: u64,
    },
    /// The link is too old, has been used, or was never sent. Nobody is told which.
    Link,
    /// The message is not on its way.
    Mail(MailError),
    /// Where links are kept does not do what it is asked for.
    Store(StoreError),
    /// The operating system has no randomness to give.
    RandomUnavailable,
}

impl EmailError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        match self {
            Self::Address(_) => &ErrorCode::EMAIL_INVALID,
            Self::TooOften { .. } => &ErrorCode::TOO_MANY_ATTEMPTS,
            Self::Link => &ErrorCode::LINK_INVALID,
            Self::Mail(_) => &ErrorCode::MAIL_NOT_SENT,
            Self::Store(_) => &ErrorCode::LINKS_UNAVAILABLE,
            Self::RandomUnavailable => &ErrorCode::RANDOM_UNAVAILABLE,
        }
    }
}

impl fmt::Display for EmailError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Without what was typed, which may be anything.
            Self::Address(fault) => write!(formatter, "what was typed {}", fault.reason()),
            Self::TooOften { retry_after } => write!(
                formatter,
                "links were asked for too often; in {retry_after} seconds there may be another one"
            ),
            Self::Link => formatter.write_str("the link is too old, has been used, or is none"),
            Self::Mail(error) => error.fmt(formatter),
            Self::Store(error) => error.fmt(formatter),
            Self::RandomUnavailable => {
                formatter.write_str("the operating system gives no random bytes")
            }
        }
    }
}

impl Error for EmailError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // What is displayed is their own words.
            Self::Mail(error) => error.source(),
            Self::Store(error) => error.source(),
            _ => None,
        }
    }
}

impl From<StoreError> for EmailError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RandomUnavailable> for EmailError {
    fn from(_: RandomUnavailable) -> Self {
        Self::RandomUnavailable
    }
}

impl From<EmailAddressFault> for EmailError {
    fn from(fault: EmailAddressFault) -> Self {
        Self::Address(fault)
    }
}
