//! A connection while somebody uses it.

use std::time::Duration;

use sqlx::pool::PoolConnection;
use tokio::runtime::Handle;

use crate::store::sql::{Dialect, Fault};

/// A connection that goes back to its pool only when its answer has been read.
pub(super) struct Lease<D: Dialect> {
    connection: Option<PoolConnection<D::Database>>,
    settled: bool,
}

impl<D: Dialect> Lease<D> {
    pub(super) fn new(connection: PoolConnection<D::Database>) -> Self {
        Self {
            connection: Some(connection),
            settled: false,
        }
    }

    /// # Errors
    /// Never, while it is there.
    pub(super) fn connection(&mut self) -> Result<&mut D::Connection, sqlx::Error> {
        self.connection
            .as_deref_mut()
            .ok_or(sqlx::Error::WorkerCrashed)
    }

    /// The answer has been read: the connection can be used again, unless the answer says that it cannot.
    pub(super) fn settle<T>(&mut self, answer: &Result<T, sqlx::Error>) {
        self.settled = match answer {
            Ok(_) => true,
            Err(error @ sqlx::Error::Database(_)) => Fault::of(error) != Fault::Lost,
            Err(sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. }) => true,
            Err(_) => false,
        };
    }
}

impl<D: Dialect> Drop for Lease<D> {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else {
            return;
        };
        if self.settled
            && let Ok(runtime) = Handle::try_current()
        {
            // As dropping it would do, which says one word to the server and waits for its answer; but not for ever, or a
            // server that has vanished would keep its places in the pool.
            runtime.spawn(async move {
                let returned = connection.return_to_pool();
                drop(tokio::time::timeout(RETURN, returned).await);
            });
        } else {
            connection.close_on_drop();
        }
    }
}

/// How long a server may take to say that a connection is in order.
const RETURN: Duration = Duration::from_secs(3);
