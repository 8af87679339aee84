//! What a database says when it does not do what it is told.

use std::error::Error;
use std::fmt;

use sqlx::error::{DatabaseError, ErrorKind};

use crate::store::StoreError;

/// Why a statement has failed, as far as it makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Fault {
    /// What was to be there once is there already.
    Exists,
    /// Whose it was to be is not there.
    OwnerAbsent,
    /// It was undone for the sake of another statement, and may succeed when it is run again.
    Conflict,
    /// The connection is of no use any more.
    Lost,
    /// There is no such table.
    TableAbsent,
    /// There is no room.
    Full,
    /// It took too long, or somebody else held a lock for too long.
    TimedOut,
    /// What is there cannot be read.
    Corrupt,
    Other,
}

impl Fault {
    pub(in crate::store) fn of(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => Self::of_database(&**error),
            sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => {
                Self::Lost
            }
            sqlx::Error::PoolTimedOut => Self::TimedOut,
            sqlx::Error::Decode(_)
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::ColumnIndexOutOfBounds { .. } => Self::Corrupt,
            _ => Self::Other,
        }
    }

    fn of_database(error: &dyn DatabaseError) -> Self {
        match error.kind() {
            ErrorKind::UniqueViolation => return Self::Exists,
            ErrorKind::ForeignKeyViolation => return Self::OwnerAbsent,
            _ => {}
        }
        #[cfg(feature = "mysql")]
        if let Some(error) = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
            return Self::of_mysql(error.number());
        }
        let code = error.code().unwrap_or_default();
        #[cfg(feature = "sqlite")]
        if error
            .try_downcast_ref::<sqlx::sqlite::SqliteError>()
            .is_some()
        {
            return Self::of_sqlite(code.parse().unwrap_or_default(), error.message());
        }
        Self::of_sql_state(&code)
    }

    /// <https://www.sqlite.org/rescode.html>; the low byte is the primary code.
    #[cfg(feature = "sqlite")]
    fn of_sqlite(code: u32, message: &str) -> Self {
        match code & 0xff {
            1 if message.starts_with("no such table") => Self::TableAbsent,
            5 | 6 => Self::TimedOut,
            11 | 26 => Self::Corrupt,
            13 => Self::Full,
            _ => Self::Other,
        }
    }

    /// The server's error numbers, of MySQL and MariaDB.
    #[cfg(feature = "mysql")]
    fn of_mysql(number: u16) -> Self {
        match number {
            // ER_LOCK_DEADLOCK; MariaDB's ER_CHECKREAD, "record has changed since last read".
            1213 | 1020 => Self::Conflict,
            // Of a server that stops, or a connection that was ended there.
            1053 | 1080 | 1927 | 4031 => Self::Lost,
            1146 => Self::TableAbsent,
            // ER_DISK_FULL, ER_RECORD_FILE_FULL
            1021 | 1114 => Self::Full,
            // ER_LOCK_WAIT_TIMEOUT, ER_QUERY_INTERRUPTED, MariaDB's and MySQL's limits of time
            1205 | 1317 | 1969 | 3024 => Self::TimedOut,
            _ => Self::Other,
        }
    }

    /// PostgreSQL's codes (appendix A of its manual).
    fn of_sql_state(code: &str) -> Self {
        match code {
            // serialization_failure, deadlock_detected
            "40001" | "40P01" => Self::Conflict,
            // admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout,
            // idle_in_transaction_session_timeout
            "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => Self::Lost,
            "42P01" => Self::TableAbsent,
            // disk_full
            "53100" => Self::Full,
            // query_canceled, lock_not_available
            "57014" | "55P03" => Self::TimedOut,
            _ => Self::Other,
        }
    }
}

/// What callers are told.
pub(in crate::store) fn failed(error: &sqlx::Error) -> StoreError {
    let refusal = || Box::new(Refusal::new(error));
    match Fault::of(error) {
        Fault::Full => StoreError::Full,
        Fault::TimedOut => StoreError::TimedOut,
        Fault::Corrupt => StoreError::Corrupt(refusal()),
        _ => StoreError::Unavailable(refusal()),
    }
}

/// What a database said, without what it says beside its message: PostgreSQL repeats there the row that was to be
/// written, and this gets into logs.
struct Refusal(String);

impl Refusal {
    fn new(error: &sqlx::Error) -> Self {
        Self(match error {
            sqlx::Error::Database(error) => match error.code() {
                Some(code) => format!("the database says: {} ({code})", error.message()),
                None => format!("the database says: {}", error.message()),
            },
            error => error.to_string(),
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl Error for Refusal {}
