//! The tables of an Auth.js application, for one that takes its place or stands beside it.

mod accounts;
mod layout;
mod sessions;
mod users;

use std::fmt;
use std::sync::Arc;

use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tokio::sync::OnceCell;

use crate::outbound::BoxFuture;
use crate::store::sql::failed;
use crate::store::{AccountRecord, StoreError};

use layout::Layout;

/// Users, accounts and sessions in the PostgreSQL tables of Auth.js: of its package `@auth/pg-adapter`, or of
/// `@auth/drizzle-adapter`. Either application signs people in and out, and the other one knows.
///
/// The session's cookie has to have the name that it has there, and the provider its id:
///
/// ```no_run
/// # extern crate auth as _;
/// mod auth {
///     auth::auth! {
///         providers: [google],
///         session: { strategy: database, cookie: "__Secure-authjs.session-token" },
///     }
/// }
/// # use auth::Auth;
/// use ::auth::store::AuthJs;
///
/// # fn start(pool: sqlx::PgPool) -> Result<(), Box<dyn std::error::Error>> {
/// let store = AuthJs::pg_adapter(pool).provider("google", "https://accounts.google.com");
/// let auth = Auth::builder().store(store).build()?;
/// # Ok(())
/// # }
/// # fn main() {}
/// ```
///
/// # What is kept
/// Their tables stay as they are: rows are read, written and deleted, and no column is added. What they have no place for is
/// beside them, in tables that are made at first use: `auth_authjs_users` (roles, who is kept out, since when) and
/// `auth_authjs_sessions` (with which account a session began, when, from where, and what the application keeps in it). An
/// index finds sessions by the hash of their tokens.
///
/// # Who somebody is
/// Auth.js knows accounts by the provider's id and the subject there, this library by issuer and subject. Which issuer a
/// provider's id stands for is said with [`provider`](Self::provider); somebody who comes from an issuer of which nothing is
/// said is refused with AUTH-520, and never taken for somebody else. Providers that have no issuer (`github`) need no word.
///
/// # Limits
/// * Session tokens stand in the table as they are, for so Auth.js finds them: who reads the table can be anybody. With a
///   store of this library's own there are hashes.
/// * Provider's tokens are not kept: [`access_token`](crate::Session::access_token) has none, and the columns in which Auth.js
///   keeps its own are neither read nor written.
/// * A session that Auth.js began does not say when its user signed in, so that it is never `fresh`. There a session lives
///   for as long as it is used; here `max_age` is the limit, which does not hold there.
/// * Who is kept out here ([`KnownUsers::disable`](crate::KnownUsers::disable)) loses every session, and can sign in there.
/// * E-mail addresses are written in lower case, as Auth.js looks them up. The tables of `@auth/pg-adapter` let two users
///   have one address or one account, and then nobody is signed in by it; unique indexes keep Auth.js from it.
/// * Sign-in links and passkeys are not in it.
#[derive(Clone)]
pub struct AuthJs {
    pool: PgPool,
    layout: &'static Layout,
    /// The ids of providers, and their issuers.
    issuers: Vec<(String, String)>,
    ready: Arc<OnceCell<()>>,
}

impl AuthJs {
    /// The tables of `@auth/pg-adapter`: `users`, `accounts`, `sessions`, with numbers for ids.
    #[must_use]
    pub fn pg_adapter(pool: PgPool) -> Self {
        Self::of(pool, &Layout::PG_ADAPTER)
    }

    /// The tables of `@auth/drizzle-adapter` for PostgreSQL: `user`, `account`, `session`.
    #[must_use]
    pub fn drizzle(pool: PgPool) -> Self {
        Self::of(pool, &Layout::DRIZZLE)
    }

    fn of(pool: PgPool, layout: &'static Layout) -> Self {
        Self {
            pool,
            layout,
            issuers: Vec::new(),
            ready: Arc::default(),
        }
    }

    /// Says whose accounts those are that Auth.js keeps under a provider's id: those of this issuer, spelt as in its ID
    /// tokens. An id and an issuer belong to one another alone; the last word counts.
    #[must_use]
    pub fn provider(mut self, id: impl Into<String>, issuer: impl Into<String>) -> Self {
        let (id, issuer) = (id.into(), issuer.into());
        self.issuers
            .retain(|(known, of)| *known != id && *of != issuer);
        self.issuers.push((id, issuer));
        self
    }

    /// Under which provider's id the accounts of an issuer are kept.
    fn provider_of<'a>(&'a self, issuer: &'a str) -> Result<&'a str, sqlx::Error> {
        if let Some((id, _)) = self.issuers.iter().find(|(_, known)| known == issuer) {
            return Ok(id);
        }
        let taken = self.issuers.iter().any(|(id, _)| id == issuer);
        if taken || issuer.contains(':') {
            let text = "no provider of Auth.js is said to have this issuer: add `.provider(…)` to the store";
            return Err(sqlx::Error::Configuration(text.into()));
        }
        // A provider without an issuer is known by its id in both.
        Ok(issuer)
    }

    /// Of which issuer the accounts are that are kept under a provider's id.
    fn issuer_of<'a>(&'a self, provider: &'a str) -> &'a str {
        let known = self.issuers.iter().find(|(id, _)| id == provider);
        known.map_or(provider, |(_, issuer)| issuer)
    }

    /// A statement in the words of these tables.
    fn sql(&self, template: &str) -> String {
        self.layout.sql(template)
    }

    async fn begin(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        self.prepared().await?;
        self.pool.begin().await
    }

    /// Makes the tables of our own, once; of several servers one at a time.
    async fn prepared(&self) -> Result<(), sqlx::Error> {
        let made = self.ready.get_or_try_init(|| self.make_tables());
        made.await.copied()
    }

    fn make_tables(&self) -> BoxFuture<'_, Result<(), sqlx::Error>> {
        Box::pin(async move {
            let mut transaction = self.pool.begin().await?;
            lock(&mut transaction, "tables", "").await?;
            for statement in layout::TABLES {
                let statement = self.sql(statement);
                sqlx::query(&statement).execute(&mut *transaction).await?;
            }
            transaction.commit().await
        })
    }
}

/// Whoever does the same thing to the same name waits until this transaction is over: Auth.js's tables are not always unique
/// where they have to be.
async fn lock(connection: &mut PgConnection, what: &str, name: &str) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind(["auth authjs ", what, " ", name].concat())
        .execute(connection)
        .await
        .map(drop)
}

/// Locks a user against others who change them. Whether they are there.
async fn lock_user(
    store: &AuthJs,
    connection: &mut PgConnection,
    id: &str,
) -> Result<bool, sqlx::Error> {
    let statement = store.sql("SELECT u.id::text FROM {users} u WHERE u.id = {id1} FOR UPDATE");
    let found = sqlx::query(&statement).bind(id).fetch_optional(connection);
    Ok(found.await?.is_some())
}

/// Locks an account against others who link it.
async fn lock_account(
    connection: &mut PgConnection,
    account: &AccountRecord,
) -> Result<(), sqlx::Error> {
    let name = [&*account.issuer, " ", &account.subject].concat();
    lock(connection, "account", &name).await
}

/// Something that must not be in these tables.
fn corrupt(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

fn answered<T>(answer: Result<T, sqlx::Error>) -> Result<T, StoreError> {
    answer.map_err(|error| match error {
        sqlx::Error::Decode(why) => StoreError::Corrupt(why),
        error => failed(&error),
    })
}

/// A time, in seconds, as these tables can hold it.
fn number(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).min(LATEST)
}

fn seconds(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// Neither where the database is, nor whose sessions are in it.
impl fmt::Debug for AuthJs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthJs")
            .field("users", &self.layout.users)
            .field("issuers", &self.issuers)
            .finish_non_exhaustive()
    }
}

/// The end of the year 9999.
const LATEST: i64 = 253_402_300_799;
