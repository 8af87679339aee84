//! What can go wrong with sessions and their cookies.

use std::error::Error;
use std::fmt;

use auth_spec::ErrorCode;

use crate::cookies::InvalidCookie;
use crate::sealed::RandomUnavailable;
use crate::store::StoreError;

/// A session that could not be written. The application or this server is at fault, never the browser: what a browser
/// brings is refused, which is no error.
#[derive(Debug)]
#[non_exhaustive]
pub enum SessionError {
    /// Sealed, it is longer than the cookies it may have.
    TooLarge {
        /// How long it is, in bytes.
        length: usize,
        /// How long it may be, in bytes.
        maximum: usize,
    },
    /// What it holds for the application cannot be written as JSON, or not be read back.
    Data(serde_json::Error),
    /// The user has no identifier.
    NoUser,
    /// The user has been deleted, or is kept out.
    UserAbsent,
    /// It has ended, and what has ended is not renewed.
    Ended,
    /// Where the sessions that have been ended are kept does not do what it is asked for.
    Store(StoreError),
    /// The operating system gives no random bytes.
    RandomUnavailable,
    /// What was to be sent is not a cookie.
    InvalidCookie,
}

impl SessionError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        match self {
            Self::TooLarge { .. } => &ErrorCode::SESSION_TOO_LARGE,
            Self::Ended => &ErrorCode::UNAUTHENTICATED,
            Self::NoUser => &ErrorCode::PROFILE_UNUSABLE,
            Self::UserAbsent => &ErrorCode::USER_DISABLED,
            Self::Store(error) => error.code(),
            Self::Data(_) | Self::RandomUnavailable | Self::InvalidCookie => {
                &ErrorCode::SESSION_UNWRITABLE
            }
        }
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { length, maximum } => {
                write!(
                    formatter,
                    "the sealed session has {length} bytes, and cookies hold {maximum}"
                )
            }
            Self::Data(_) => {
                formatter.write_str("the session's data cannot be written and read back")
            }
            Self::Store(error) => error.fmt(formatter),
            Self::UserAbsent => formatter.write_str("the user has been deleted, or is kept out"),
            Self::NoUser => formatter.write_str("the user has no identifier"),
            Self::Ended => formatter.write_str("the session has ended"),
            Self::RandomUnavailable => {
                formatter.write_str("the operating system gives no random bytes")
            }
            Self::InvalidCookie => formatter.write_str("what was to be sent is not a cookie"),
        }
    }
}

impl Error for SessionError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Data(error) => Some(error),
            // What is displayed is the store's own words.
            Self::Store(error) => error.source(),
            _ => None,
        }
    }
}

impl From<StoreError> for SessionError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<RandomUnavailable> for SessionError {
    fn from(_: RandomUnavailable) -> Self {
        Self::RandomUnavailable
    }
}

impl From<InvalidCookie> for SessionError {
    fn from(_: InvalidCookie) -> Self {
        Self::InvalidCookie
    }
}

/// Why a name cannot be a session cookie's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CookieNameError {
    /// It is not a token (RFC 9110 §5.6.2).
    Malformed,
    /// It has more than 128 bytes.
    TooLong,
    /// It starts with `__Host-`, `__Secure-` or `__Http-`, and the application is not on https.
    PrefixNeedsHttps,
}

impl CookieNameError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        &ErrorCode::COOKIE_NAME_INVALID
    }
}

impl fmt::Display for CookieNameError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Malformed => {
                "a cookie's name is made of letters, digits and some of !#$%&'*+-.^_`|~"
            }
            Self::TooLong => "a session cookie's name has at most 128 bytes",
            Self::PrefixNeedsHttps => {
                "browsers keep a cookie with this prefix only when it comes over https"
            }
        })
    }
}

impl Error for CookieNameError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_happened_and_keeps_its_cause() {
        let too_large = SessionError::TooLarge {
            length: 20_001,
            maximum: 19_680,
        };
        assert_eq!(
            too_large.to_string(),
            "the sealed session has 20001 bytes, and cookies hold 19680"
        );
        assert!(too_large.source().is_none());

        let data = SessionError::Data(serde_json::from_str::<u8>("x").unwrap_err());
        assert_eq!(
            data.to_string(),
            "the session's data cannot be written and read back"
        );
        assert!(data.source().is_some());
    }

    #[test]
    fn a_refused_name_says_what_a_name_must_be() {
        assert!(
            CookieNameError::Malformed
                .to_string()
                .contains("letters, digits")
        );
        assert!(CookieNameError::TooLong.to_string().contains("128 bytes"));
        assert!(
            CookieNameError::PrefixNeedsHttps
                .to_string()
                .contains("https")
        );
    }
}
