//! What PostgreSQL does differently.

use std::borrow::Cow;

use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{Connection as _, Row};

use crate::store::sql::{ACQUIRE, Connection, Dialect, Pools, apply, connection, is_applied};

#[derive(Debug)]
pub(super) enum Postgres {}

impl Dialect for Postgres {
    type Database = sqlx::Postgres;
    type Connection = PgConnection;
    type Options = PgConnectOptions;

    const PLACE: usize = 1;
    const NUMBERED: bool = true;
    /// Whatever the default is: a row that is locked is then read as it has become meanwhile.
    const BEGIN: &'static str = "BEGIN ISOLATION LEVEL READ COMMITTED";
    const SHARE: &'static str = "FOR SHARE";
    const LOCK: &'static str = "FOR UPDATE";
    const RETURNING: bool = true;
    const REMOTE: bool = true;
    const NUL: bool = false;
    const MIGRATIONS: &'static [&'static str] =
        &[include_str!("0001.sql"), include_str!("0002.sql")];

    fn pools(options: &PgConnectOptions) -> Pools<Self> {
        let pool = PoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
            .after_connect(|connection: &mut PgConnection, _| Box::pin(connection.batch(TIMEOUTS)))
            .connect_lazy_with(options.clone());
        Pools::one(pool)
    }

    async fn check(_: &mut PgConnection) -> Result<(), sqlx::Error> {
        Ok(())
    }

    async fn migrate(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        if is_applied::<Self>(connection).await? {
            return Ok(());
        }
        let mut transaction = connection.begin_with(Self::BEGIN).await?;
        transaction.batch(LOCK_MIGRATIONS).await?;
        apply::<Self>(&mut transaction).await?;
        transaction.commit().await
    }
}

connection!(
    sqlx::Postgres, PgConnection, PgRow,
    key: |text: &'q str| text,
    text: without_nul,
    read: |row: &PgRow, place| row.try_get(place),
);

/// PostgreSQL has no texts with U+0000.
fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Until the transaction ends. The number is arbitrary, and nobody else's.
const LOCK_MIGRATIONS: &str = "SELECT pg_advisory_xact_lock(4702111234474983745)";
const TIMEOUTS: &str =
    "SET statement_timeout = '3s'; SET idle_in_transaction_session_timeout = '10s'";
const CONNECTIONS: u32 = 10;
