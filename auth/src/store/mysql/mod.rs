//! MySQL and MariaDB: one database for many servers.

mod dialect;

use std::str::FromStr;

use sqlx::MySqlPool;
use sqlx::mysql::MySqlConnectOptions;

use crate::store::StoreError;
use crate::store::sql::{self, Database, failed, implement_traits};

/// Everything in MySQL or MariaDB.
///
/// The back end for an application that runs on several machines and has such a database already. It implements every trait
/// of [`auth::store`](crate::store).
///
/// ```no_run
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github], session: { revocable: on } } }
/// # use auth::Auth;
/// use ::auth::store::MySql;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = MySql::connect("mysql://app@db.example/app?ssl-mode=VERIFY_IDENTITY")?;
/// let auth = Auth::builder().store(store).build()?;
/// # Ok(())
/// # }
/// ```
///
/// Without `.store(…)` the database is the one that `DATABASE_URL` names.
///
/// # What is kept
/// The tables `auth_users`, `auth_accounts`, `auth_sessions`, `auth_ended_sessions`, `auth_session_epochs`,
/// `auth_verification_tokens`, `auth_passkeys` and `auth_schema`, which notes how far the tables have been made. They are
/// made at first use; see [`schema`](Self::schema) and [`without_migrations`](Self::without_migrations) for a user who may
/// not make tables. What rows are found by is `VARBINARY`, so that case and blanks at the end count.
///
/// # What holds
/// * TLS is what the URL's `ssl-mode` says; over a network that is not yours alone that should be `VERIFY_IDENTITY`, which
///   checks the server's certificate against the roots that browsers trust or the URL's `ssl-ca`.
/// * There are at most ten connections. Who waits two seconds for one, or three for a statement or a lock, is told
///   [`StoreError::TimedOut`]: a server that hangs takes nobody's connections for good.
/// * A server that is restarted is found again. What is asked meanwhile is asked once more, what is to be written is not.
///
/// # Limits
/// MySQL 8.0 or MariaDB 10.6, or later, with InnoDB and its default page size, and a strict `sql_mode`: without it too long
/// a text would be cut off. Keys have at most 2,048 bytes, subjects and the provider's ids of sessions 1,024. No process is
/// told what another one has ended, so that a [revocable](crate::declaration::RevocableSessions) session may be used for up
/// to five seconds more there.
#[derive(Debug, Clone)]
pub struct MySql {
    database: Database<dialect::MySql>,
}

impl MySql {
    /// The store in this database: `mysql://user:password@host:port/database?ssl-mode=VERIFY_IDENTITY`; `mariadb:` means the
    /// same. Nothing is connected yet.
    ///
    /// # Errors
    /// When it is not such a URL; the error does not repeat it.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        let scheme = url.split_once(':').map(|(scheme, _)| scheme);
        if !matches!(scheme, Some("mysql" | "mariadb")) {
            return Err(StoreError::unavailable(
                "the URL of a MySQL database begins with `mysql:`, or `mariadb:`",
            ));
        }
        let options = MySqlConnectOptions::from_str(url).map_err(|error| failed(&error))?;
        if options.get_database().is_none() {
            return Err(StoreError::unavailable(
                "the URL of a MySQL database ends with its name: `mysql://user:password@host/name`",
            ));
        }
        Ok(Self {
            database: Database::new(options),
        })
    }

    /// The store in the application's own database, through its own pool, which then also sets the timeouts. Its `sql_mode`
    /// must be strict.
    #[must_use]
    pub fn from_pool(pool: MySqlPool) -> Self {
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
    /// When it cannot be done. MySQL makes tables one by one, so that some of them may be there; the next time the others
    /// are made.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let migrated = self.database.migrate().await;
        migrated.map_err(|error| failed(&error))
    }

    /// The statements that make the tables, in an empty database.
    #[must_use]
    pub fn schema() -> String {
        sql::schema::<dialect::MySql>()
    }
}

implement_traits!(MySql, listen: |_: &MySql, _| None);
