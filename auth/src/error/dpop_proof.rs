//! Why there is no proof for a request to a resource server.

use std::error::Error;
use std::fmt;

use auth_spec::ErrorCode;

/// A DPoP proof that cannot be made (RFC 9449 §4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DpopProofError {
    /// The URL is not a whole `https` or `http` URL without a user name, so that no request can go there.
    Url,
    /// The nonce is not one that a server can have given (§8.1), or longer than 1,024 characters.
    Nonce,
    /// The operating system has no randomness to give.
    RandomUnavailable,
}

impl DpopProofError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        match self {
            Self::Url | Self::Nonce => &ErrorCode::DPOP_PROOF_IMPOSSIBLE,
            Self::RandomUnavailable => &ErrorCode::RANDOM_UNAVAILABLE,
        }
    }
}

impl fmt::Display for DpopProofError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Url => "a DPoP proof is for a whole https or http URL without a user name",
            Self::Nonce => "that is no DPoP nonce: hand over what `DPoP-Nonce` said, as it came",
            Self::RandomUnavailable => "the operating system gives no random bytes",
        })
    }
}

impl Error for DpopProofError {}
