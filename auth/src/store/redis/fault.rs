//! What Redis says when it does not do what it is told.

use redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::store::StoreError;

impl From<RedisError> for StoreError {
    fn from(error: RedisError) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        if error.code() == Some("OOM") {
            return Self::Full;
        }
        match error.kind() {
            ErrorKind::Parse | ErrorKind::UnexpectedReturnType => Self::corrupt(error),
            _ if error.code() == Some("WRONGTYPE") => Self::corrupt(error),
            _ => Self::unavailable(error),
        }
    }
}

/// Whether the connection is of no use any more: it is lost, nobody answers on it, or it leads to a server that is no
/// longer the primary.
pub(super) fn loses_connection(error: &RedisError) -> bool {
    error.is_unrecoverable_error()
        || error.is_timeout()
        || matches!(
            error.kind(),
            ErrorKind::Server(ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown)
        )
}
