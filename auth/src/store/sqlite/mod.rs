//! SQLite: one file on one machine.

mod dialect;
mod file;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::str::FromStr;

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

use crate::store::StoreError;
use crate::store::sql::{self, Database, failed, implement_traits};
use crate::store::sqlite::file::File;

/// Everything in one file, by SQLite, which is built in.
///
/// The back end for an application that runs on one machine: nothing has to be installed, a look-up takes some ten
/// microseconds, and several processes of that machine can share the file. It implements every trait of
/// [`auth::store`](crate::store).
///
/// ```no_run
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github], session: { revocable: on } } }
/// # use auth::Auth;
/// use ::auth::store::Sqlite;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let auth = Auth::builder().store(Sqlite::open("auth.db")?).build()?;
/// # Ok(())
/// # }
/// ```
///
/// Without `.store(…)` the file is the one that `DATABASE_URL` names (`sqlite:auth.db`, which is also what is taken when it
/// is not set).
///
/// # What is kept
/// The tables `auth_users`, `auth_accounts`, `auth_sessions`, `auth_ended_sessions`, `auth_session_epochs`,
/// `auth_verification_tokens`, `auth_passkeys` and `auth_schema`, which notes how far the tables have been made. They are
/// made at first use; see [`schema`](Self::schema) and [`without_migrations`](Self::without_migrations) for making them by
/// hand.
///
/// # What holds
/// * The file is made with the permissions `0600`: nobody but who runs the application reads it. One that is there already
///   keeps those it has.
/// * It is written ahead (`journal_mode = WAL`), so that looking up waits for nobody who writes, and is on the disk
///   before an answer is given (`synchronous = FULL`): who has signed out is signed out after a loss of power, too. That
///   costs a write some milliseconds, and there is one for each sign-in, each sign-out and, once per `update_age`, each
///   session in use.
/// * One connection writes, four read. Who waits longer than two seconds for another process that writes is told
///   [`StoreError::TimedOut`].
/// * A full disk is [`StoreError::Full`], a file that cannot be written [`StoreError::Unavailable`]. What is there can
///   still be read then.
///
/// # Limits
/// One machine: SQLite's locks do not work on network file systems. No process is told what another one has ended, so that a
/// [revocable](crate::declaration::RevocableSessions) session may be used for up to five seconds more there.
#[derive(Debug, Clone)]
pub struct Sqlite {
    database: Database<dialect::Sqlite>,
}

impl Sqlite {
    /// The store in this file, which is made when it is first needed; `:memory:` is one that ends with the value and its
    /// clones. Nothing is opened yet.
    ///
    /// # Errors
    /// When there is no such folder, or a folder at this path.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let file = File::named(path.as_ref()).map_err(StoreError::unavailable)?;
        Ok(Self {
            database: Database::new(file),
        })
    }

    /// The store that a URL names: `sqlite:auth.db`, `sqlite:///var/lib/app/auth.db`, `sqlite::memory:`.
    pub(crate) fn named_by(url: &str) -> Result<Self, StoreError> {
        let rest = url.strip_prefix("sqlite:").unwrap_or(url);
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        if path == ":memory:" {
            return Self::open(path);
        }
        // A file is always made when it is not there, and written.
        if !matches!(parameters, "" | "mode=rwc" | "mode=rw") {
            return Err(StoreError::unavailable(
                "the URL of an SQLite database has no parameters",
            ));
        }
        let options = SqliteConnectOptions::from_str(url).map_err(|error| failed(&error))?;
        Self::open(options.get_filename())
    }

    /// The store in the application's own database. Its connections must enforce foreign keys, as those of sqlx do.
    #[must_use]
    pub fn from_pool(pool: SqlitePool) -> Self {
        Self {
            database: Database::given(pool),
        }
    }

    /// Leaves it to the application to make the tables: with what [`schema`](Self::schema) says, or [`migrate`](Self::migrate).
    #[must_use]
    pub fn without_migrations(self) -> Self {
        Self {
            database: self.database.without_migrations(),
        }
    }

    /// Makes the tables that are missing, one process at a time. Without it that is done at first use.
    ///
    /// # Errors
    /// When it cannot be done; the tables are then as they were.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let migrated = self.database.migrate().await;
        migrated.map_err(|error| failed(&error))
    }

    /// The statements that make the tables, in an empty database.
    #[must_use]
    pub fn schema() -> String {
        sql::schema::<dialect::Sqlite>()
    }
}

implement_traits!(Sqlite, listen: |_: &Sqlite, _| None);
