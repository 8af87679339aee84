//! PostgreSQL: one database for many servers.

mod dialect;
mod listen;

use std::str::FromStr;

use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;

use crate::store::StoreError;
use crate::store::sql::{self, Database, failed, implement_traits};

/// Everything in PostgreSQL.
///
/// The back end for an application that runs on several machines: what one of them ends, the others know at once. It
/// implements every trait of [`auth::store`](crate::store).
///
/// ```no_run
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github], session: { revocable: on } } }
/// # use auth::Auth;
/// use ::auth::store::Postgres;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = Postgres::connect("postgres://app@db.example/app?sslmode=verify-full")?;
/// let auth = Auth::builder().store(store).build()?;
/// # Ok(())
/// # }
/// ```
///
/// Without `.store(…)` the database is the one that `DATABASE_URL` names.
///
/// # What is kept
/// The tables `auth_users`, `auth_accounts`, `auth_sessions`, `auth_ended_sessions`, `auth_session_epochs`,
/// `auth_verification_tokens`, `auth_passkeys` and `auth_schema`, which notes how far the tables have been made, in the
/// schema that comes first in the connection's `search_path`. They are made at first use; see [`schema`](Self::schema) and
/// [`without_migrations`](Self::without_migrations) for a role that may not make tables.
///
/// # What holds
/// * TLS is what the URL's `sslmode` says, as with `libpq`; over a network that is not yours alone that should be
///   `verify-full`, which checks the server's certificate against the roots that browsers trust or the URL's `sslrootcert`.
/// * There are at most ten connections, and one more that [listens](crate::store::EndedSessions::listen) on the channel
///   `auth_sessions_ended`, on which the ids of users are sent whose sealed sessions have been ended.
/// * Who waits two seconds for a connection, or three for a statement (`statement_timeout`), is told
///   [`StoreError::TimedOut`]: a server that hangs takes nobody's connections for good.
/// * A server that is restarted is found again. What is asked meanwhile is asked once more, what is to be written is not.
///
/// # Limits
/// PostgreSQL 12 or later. A text cannot hold the character U+0000, so that a name with one gets U+FFFD in its place, and a
/// key with one is never found. Keys have at most about 2,600 bytes. PgBouncer has to pool sessions, not transactions, for
/// statements are prepared and a connection listens.
#[derive(Debug, Clone)]
pub struct Postgres {
    database: Database<dialect::Postgres>,
}

impl Postgres {
    /// The store in this database: `postgres://user:password@host:port/database?sslmode=verify-full`. What the URL leaves
    /// out is as with `libpq`: `PGHOST`, `PGPASSWORD`, `~/.pgpass` and the like. Nothing is connected yet.
    ///
    /// # Errors
    /// When it is not such a URL; the error does not repeat it.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        let scheme = url.split_once(':').map(|(scheme, _)| scheme);
        if !matches!(scheme, Some("postgres" | "postgresql")) {
            return Err(StoreError::unavailable(
                "the URL of a PostgreSQL database begins with `postgres:`",
            ));
        }
        let options = PgConnectOptions::from_str(url).map_err(|error| failed(&error))?;
        Ok(Self {
            database: Database::new(options),
        })
    }

    /// The store in the application's own database, through its own pool, which then also sets the timeouts. What listens has
    /// a connection of its own.
    #[must_use]
    pub fn from_pool(pool: PgPool) -> Self {
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
        sql::schema::<dialect::Postgres>()
    }
}

implement_traits!(
    Postgres,
    listen: |store: &Postgres, listener| {
        Some(Box::pin(listen::listen(store.database.clone(), listener)) as BoxFuture<'static, ()>)
    }
);
