//! What MySQL and MariaDB do differently.

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::pool::PoolOptions;
use sqlx::{Row, error::BoxDynError};

use crate::store::sql::{
    ACQUIRE, Columns, Connection, Dialect, Pools, apply, connection, is_applied,
};

#[derive(Debug)]
pub(super) enum MySql {}

impl Dialect for MySql {
    type Database = sqlx::MySql;
    type Connection = MySqlConnection;
    type Options = MySqlConnectOptions;

    const PLACE: usize = 2;
    const NUMBERED: bool = false;
    /// What is read in it is what there is after the first row has been locked, not before.
    const BEGIN: &'static str = "START TRANSACTION";
    /// The words that both understand.
    const SHARE: &'static str = "LOCK IN SHARE MODE";
    const LOCK: &'static str = "FOR UPDATE";
    /// MariaDB has it, MySQL has not.
    const RETURNING: bool = false;
    const REMOTE: bool = true;
    const NUL: bool = true;
    const MIGRATIONS: &'static [&'static str] =
        &[include_str!("0001.sql"), include_str!("0002.sql")];

    fn pools(options: &MySqlConnectOptions) -> Pools<Self> {
        let pool = PoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
            .after_connect(|connection: &mut MySqlConnection, _| {
                Box::pin(connection.batch(SETTINGS))
            })
            .connect_lazy_with(options.clone());
        Pools::one(pool)
    }

    async fn check(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        let rows = connection.rows("SELECT @@sql_mode", &[]).await?;
        let mode = rows.first().map(|row| row.key(0)).transpose()?;
        if mode.is_some_and(|mode| mode.contains("STRICT_")) {
            return Ok(());
        }
        Err(sqlx::Error::Configuration(
            "connections to MySQL have to be strict, or texts that are too long are cut off: `SET sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')`"
                .into(),
        ))
    }

    /// Tables are made outside of transactions, each for itself; the lock is the connection's, of a name for each database.
    async fn migrate(connection: &mut MySqlConnection) -> Result<(), sqlx::Error> {
        if is_applied::<Self>(connection).await? {
            return Ok(());
        }
        let locked = connection.rows(LOCK_MIGRATIONS, &[]).await?;
        if locked.first().map(|row| row.number(0)).transpose()? != Some(1) {
            return Err(sqlx::Error::PoolTimedOut);
        }
        let applied = apply::<Self>(connection).await;
        connection.rows(UNLOCK_MIGRATIONS, &[]).await?;
        applied
    }
}

connection!(
    sqlx::MySql, MySqlConnection, MySqlRow,
    key: str::as_bytes,
    text: |text: &'q str| text,
    read: read,
);

/// A text, whether its column is one or is `VARBINARY`.
fn read(row: &MySqlRow, place: usize) -> Result<Option<String>, sqlx::Error> {
    let bytes: Option<Vec<u8>> = row.try_get(place)?;
    let text = bytes.map(String::from_utf8).transpose();
    text.map_err(|error| sqlx::Error::Decode(BoxDynError::from(error)))
}

const LOCK_MIGRATIONS: &str =
    "SELECT COALESCE(GET_LOCK(CONCAT('auth_schema ', MD5(DATABASE())), 2), 0)";
const UNLOCK_MIGRATIONS: &str = "SELECT RELEASE_LOCK(CONCAT('auth_schema ', MD5(DATABASE())))";
/// What stands in `/*M! … */` only MariaDB reads, and what stands in `/*!80000 … */` only MySQL.
const SETTINGS: &str = "SET sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), \
     innodb_lock_wait_timeout = 3 \
     /*M! , max_statement_time = 3 */ \
     /*!80000 , max_execution_time = 3000 */";
const CONNECTIONS: u32 = 10;
