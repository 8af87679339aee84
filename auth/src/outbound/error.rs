//! Why an outbound request brought nothing usable.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use super::client::HttpClientError;

/// Why an outbound request brought no answer, or one that was not read to its end.
///
/// It holds no part of the request and no part of the body.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum OutboundError {
    /// It took longer than ten seconds in all, from waiting for a free place to the last byte of the body.
    Deadline,
    /// No connection, no trusted certificate, or the connection broke.
    Connection(Arc<HttpClientError>),
    /// A redirect, which is never followed.
    Redirect(u16),
    /// A body of more than 1 MiB.
    BodyTooLarge,
    /// A content coding, which was not asked for.
    ContentCoding,
}

impl fmt::Display for OutboundError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadline => formatter.write_str("no complete answer within ten seconds"),
            Self::Connection(error) => write!(formatter, "the connection failed: {error}"),
            Self::Redirect(status) => {
                write!(
                    formatter,
                    "the answer is a redirect ({status}), which is not followed"
                )
            }
            Self::BodyTooLarge => formatter.write_str("the answer is larger than 1 MiB"),
            Self::ContentCoding => {
                formatter.write_str("the answer is compressed, which was not asked for")
            }
        }
    }
}

impl Error for OutboundError {}

impl From<HttpClientError> for OutboundError {
    fn from(error: HttpClientError) -> Self {
        Self::Connection(Arc::new(error))
    }
}
