//! Why what somebody has typed lets nobody in.

use std::error::Error;
use std::fmt;

use auth_spec::ErrorCode;

/// What was typed lets nobody in. Whether there is an account of that name, none of these says.
#[derive(Debug)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The name or the password is wrong.
    Rejected,
    /// There have been too many attempts with that name, or from that address.
    TooManyAttempts {
        /// When one more may be made, in seconds from now.
        retry_after: u64,
    },
    /// The application's function could not find out, in time or at all.
    Unchecked(Box<dyn Error + Send + Sync>),
    /// Something that was typed is longer than 1024 characters.
    TooLong,
}

impl CredentialsError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        match self {
            Self::Rejected => &ErrorCode::CREDENTIALS_REJECTED,
            Self::TooManyAttempts { .. } => &ErrorCode::TOO_MANY_ATTEMPTS,
            Self::Unchecked(_) => &ErrorCode::CREDENTIALS_UNCHECKED,
            Self::TooLong => &ErrorCode::CREDENTIALS_TOO_LONG,
        }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected => formatter.write_str("the name or the password is wrong"),
            Self::TooManyAttempts { retry_after } => write!(
                formatter,
                "too many attempts; one more may be made in {retry_after} s"
            ),
            Self::Unchecked(error) => error.fmt(formatter),
            Self::TooLong => formatter.write_str(self.code().summary),
        }
    }
}

impl Error for CredentialsError {}
