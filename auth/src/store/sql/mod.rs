//! What the back ends in SQL share: each statement once, and how a row is read. What a database does differently stands in
//! its [`Dialect`].
//!
//! 1. A statement is one round trip. It changes what is there or says that there is nothing, and what comes of it is told by
//!    how many rows it has changed: whoever is later by a moment is told so by the database and not by a look that was
//!    taken before.
//! 2. Where two statements belong together they are a transaction that locks the row of the user first.
//! 3. That something is there already is an answer and no error. So is, to a statement that the database has undone for
//!    the sake of another one, to run it again.
//! 4. A connection whose answer nobody waited for is closed: nobody else is given its answer.

mod accounts;
mod connection;
mod database;
mod dialect;
mod ended;
mod fault;
mod lease;
mod migration;
mod passkeys;
mod sessions;
mod statement;
mod traits;
mod users;
mod verification;

pub(super) use connection::{Columns, Connection, Value, connection};
pub(super) use database::{Database, Pools};
pub(super) use dialect::Dialect;
pub(super) use fault::{Fault, failed};
pub(super) use migration::{apply, is_applied, schema};
pub(super) use traits::{implement, implement_traits};

use std::time::Duration;

/// How long somebody waits for a connection. Callers give up after four seconds.
pub(super) const ACQUIRE: Duration = Duration::from_secs(2);
