//! What can go wrong with a store. Whoever runs it is at fault, never the browser.

use std::error::Error;
use std::fmt;

use auth_spec::ErrorCode;

use crate::outbound::BoxError;

/// A store that did not do what it was asked for. What was to be known is not known, and nothing may be taken for granted.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// It cannot be reached, or refuses to work.
    Unavailable(BoxError),
    /// It took longer than it may.
    TimedOut,
    /// It has no room for more.
    Full,
    /// It holds something that was never put there.
    Corrupt(BoxError),
}

impl StoreError {
    /// It cannot be reached, or refuses to work; `source` says why.
    pub fn unavailable(source: impl Into<BoxError>) -> Self {
        Self::Unavailable(source.into())
    }

    /// It holds something that was never put there; `source` says what.
    pub fn corrupt(source: impl Into<BoxError>) -> Self {
        Self::Corrupt(source.into())
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        &ErrorCode::STORE_UNAVAILABLE
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Unavailable(_) => "the store of sessions cannot be reached",
            Self::TimedOut => "the store of sessions did not answer in time",
            Self::Full => "the store of sessions is full",
            Self::Corrupt(_) => "the store of sessions holds something that was never put there",
        })
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unavailable(source) | Self::Corrupt(source) => Some(&**source),
            Self::TimedOut | Self::Full => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_keeps_its_cause_and_has_one_code() {
        let error = StoreError::unavailable("connection refused");
        assert_eq!(error.source().unwrap().to_string(), "connection refused");
        assert!(StoreError::corrupt("x").source().is_some());
        for error in [error, StoreError::TimedOut, StoreError::Full] {
            assert_eq!(error.code().name, "store_unavailable");
            assert!(error.to_string().starts_with("the store of sessions"));
        }
    }
}
