//! What databases do differently.

use std::fmt;
use std::future::Future;

use crate::store::sql::{Connection, Pools};

/// One database, as far as it differs from the others.
pub(in crate::store) trait Dialect:
    fmt::Debug + Send + Sync + Sized + 'static
{
    /// As sqlx calls it.
    type Database: sqlx::Database<Connection = Self::Connection>;
    /// A connection to it.
    type Connection: Connection + sqlx::Connection<Database = Self::Database>;
    /// What a pool is made of.
    type Options: Send + Sync;

    /// Which text of a statement is its own.
    const PLACE: usize;
    /// Whether values are `$1`, `$2`, … and not `?`.
    const NUMBERED: bool;
    /// Begins a transaction that may write.
    const BEGIN: &'static str;
    /// What a `SELECT` ends with whose rows nobody may change before the transaction ends, and which several may do at once.
    const SHARE: &'static str;
    /// The same for one at a time.
    const LOCK: &'static str;
    /// Whether `DELETE` can say what it has deleted.
    const RETURNING: bool;
    /// Whether a connection can be lost while nobody uses it.
    const REMOTE: bool;
    /// Whether a text can hold the character U+0000.
    const NUL: bool;
    /// What makes the tables, in order. A step that has been published is never changed.
    const MIGRATIONS: &'static [&'static str];

    /// Makes the pools. It connects to nothing yet.
    fn pools(options: &Self::Options) -> Pools<Self>;

    /// What has to be there before the first connection.
    ///
    /// # Errors
    /// When it is not.
    fn prepare(options: &Self::Options) -> Result<(), sqlx::Error> {
        let _ = options;
        Ok(())
    }

    /// Whether connections have been set up so that promises can be kept: a pool may be the application's.
    ///
    /// # Errors
    /// When they have not, or cannot be asked.
    fn check(
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Makes the tables that are missing, one process at a time: [`apply`](crate::store::sql::apply) under a lock.
    ///
    /// # Errors
    /// When they could not be made.
    fn migrate(
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
}
