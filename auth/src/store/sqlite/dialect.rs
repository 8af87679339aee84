//! What SQLite does differently.

use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous,
};
use sqlx::{Connection as _, Row};

use crate::store::sql::{
    ACQUIRE, Columns, Connection, Dialect, Pools, apply, connection, is_applied,
};
use crate::store::sqlite::file::File;

#[derive(Debug)]
pub(super) enum Sqlite {}

impl Dialect for Sqlite {
    type Database = sqlx::Sqlite;
    type Connection = SqliteConnection;
    type Options = File;

    const PLACE: usize = 0;
    const NUMBERED: bool = true;
    /// One writes at a time, from here on and not from its first statement on.
    const BEGIN: &'static str = "BEGIN IMMEDIATE";
    const SHARE: &'static str = "";
    const LOCK: &'static str = "";
    const RETURNING: bool = true;
    const REMOTE: bool = false;
    const NUL: bool = true;
    const MIGRATIONS: &'static [&'static str] =
        &[include_str!("0001.sql"), include_str!("0002.sql")];

    fn pools(file: &File) -> Pools<Self> {
        let pool = |connections| {
            PoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(ACQUIRE)
                .test_before_acquire(false)
                .max_lifetime(None)
                .idle_timeout(None)
        };
        let options = SqliteConnectOptions::new()
            .foreign_keys(true)
            .busy_timeout(BUSY);
        match file {
            File::Memory => Pools::one(pool(1).connect_lazy_with(options.in_memory(true))),
            File::At(path) => {
                let options = options.filename(path).synchronous(SqliteSynchronous::Full);
                // The file keeps the mode, so that one connection sets it.
                let writing = options.clone().journal_mode(SqliteJournalMode::Wal);
                Pools {
                    reading: pool(READERS).connect_lazy_with(options),
                    writing: pool(1).connect_lazy_with(writing),
                }
            }
        }
    }

    fn prepare(file: &File) -> Result<(), sqlx::Error> {
        file.make().map_err(sqlx::Error::Io)
    }

    async fn check(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let rows = connection.rows("PRAGMA foreign_keys", &[]).await?;
        match rows.first().map(|row| row.number(0)).transpose()? {
            Some(1) => Ok(()),
            _ => Err(sqlx::Error::Configuration(
                "connections to SQLite have to enforce foreign keys: `PRAGMA foreign_keys = ON`"
                    .into(),
            )),
        }
    }

    async fn migrate(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if is_applied::<Self>(connection).await? {
            return Ok(());
        }
        let mut transaction = connection.begin_with(Self::BEGIN).await?;
        apply::<Self>(&mut transaction).await?;
        transaction.commit().await
    }
}

connection!(
    sqlx::Sqlite, SqliteConnection, SqliteRow,
    key: |text: &'q str| text,
    text: |text: &'q str| text,
    read: |row: &SqliteRow, place| row.try_get(place),
);

/// How long somebody waits for another process that writes.
const BUSY: Duration = Duration::from_secs(2);
/// How many look something up at the same time.
const READERS: u32 = 4;
