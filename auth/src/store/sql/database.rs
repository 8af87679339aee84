//! A database: its pools, its tables, and one statement run on it.

use std::fmt;
use std::sync::{Arc, OnceLock};

use sqlx::Pool;
use tokio::sync::OnceCell;

use crate::store::sql::lease::Lease;
use crate::store::sql::statement::Statement;
use crate::store::sql::{Columns, Connection, Dialect, Fault, Value};
use crate::store::{Creation, OwnedCreation, Update};

/// A database in which everything is kept that a declaration may need. Clones are one and the same.
pub(in crate::store) struct Database<D: Dialect> {
    shared: Arc<Shared<D>>,
    migrations: bool,
}

struct Shared<D: Dialect> {
    origin: Origin<D>,
    /// Made at first use, in the runtime that uses it.
    pools: OnceLock<Pools<D>>,
    prepared: OnceCell<()>,
}

enum Origin<D: Dialect> {
    Given(Pool<D::Database>),
    Options(D::Options),
}

/// Where connections come from.
pub(in crate::store) struct Pools<D: Dialect> {
    pub(in crate::store) reading: Pool<D::Database>,
    pub(in crate::store) writing: Pool<D::Database>,
}

/// What a connection of this database is made of.
#[cfg(feature = "postgres")]
type ConnectOptions<D> = <<D as Dialect>::Connection as sqlx::Connection>::Options;

/// The row that a connection of this database gives.
pub(super) type Row<D> = <<D as Dialect>::Connection as Connection>::Row;

impl<D: Dialect> Database<D> {
    pub(in crate::store) fn new(options: D::Options) -> Self {
        Self::of(Origin::Options(options))
    }

    pub(in crate::store) fn given(pool: Pool<D::Database>) -> Self {
        Self::of(Origin::Given(pool))
    }

    fn of(origin: Origin<D>) -> Self {
        let shared = Shared {
            origin,
            pools: OnceLock::new(),
            prepared: OnceCell::new(),
        };
        Self {
            shared: Arc::new(shared),
            migrations: true,
        }
    }

    pub(in crate::store) fn without_migrations(self) -> Self {
        Self {
            migrations: false,
            ..self
        }
    }

    pub(in crate::store) async fn migrate(&self) -> Result<(), sqlx::Error> {
        let mut lease = self.lease(Use::Writing).await?;
        let migrated = D::migrate(lease.connection()?).await;
        lease.settle(&migrated);
        migrated
    }

    /// What a statement says.
    pub(super) async fn rows(
        &self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<Vec<Row<D>>, sqlx::Error> {
        if !D::NUL && values.iter().any(Value::is_key_with_nul) {
            return Ok(Vec::new());
        }
        self.prepared().await?;
        let mut lease = self.lease(Use::Reading).await?;
        let rows = lease
            .connection()?
            .rows(statement.text::<D>(), values)
            .await;
        lease.settle(&rows);
        if !D::REMOTE
            || !rows
                .as_ref()
                .is_err_and(|error| Fault::of(error) == Fault::Lost)
        {
            return rows;
        }
        // The server was restarted, or a connection was idle for too long. To ask first whether it lives would cost a
        // round trip each time; a question can as well be asked again.
        drop(lease);
        let mut lease = self.lease(Use::Writing).await?;
        let rows = lease
            .connection()?
            .rows(statement.text::<D>(), values)
            .await;
        lease.settle(&rows);
        rows
    }

    /// What a statement says that finds one row or none.
    pub(super) async fn row<T>(
        &self,
        statement: &'static Statement,
        values: &[Value<'_>],
        read: impl FnOnce(&Row<D>) -> Result<T, sqlx::Error>,
    ) -> Result<Option<T>, sqlx::Error> {
        let rows = self.rows(statement, values).await?;
        rows.first().map(read).transpose()
    }

    /// How many rows a statement has changed.
    pub(super) async fn change(
        &self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<u64, sqlx::Error> {
        self.prepared().await?;
        let mut attempt = 1;
        loop {
            let mut lease = self.lease(Use::Writing).await?;
            let changed = lease
                .connection()?
                .change(statement.text::<D>(), values)
                .await;
            lease.settle(&changed);
            if attempt == ATTEMPTS || !undone(&changed) {
                return changed;
            }
            attempt += 1;
        }
    }

    /// What a statement says that changes something, too.
    pub(super) async fn change_and_read(
        &self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<Vec<Row<D>>, sqlx::Error> {
        self.prepared().await?;
        let mut attempt = 1;
        loop {
            let mut lease = self.lease(Use::Writing).await?;
            let rows = lease
                .connection()?
                .rows(statement.text::<D>(), values)
                .await;
            lease.settle(&rows);
            if attempt == ATTEMPTS || !undone(&rows) {
                return rows;
            }
            attempt += 1;
        }
    }

    pub(super) async fn create(
        &self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<Creation, sqlx::Error> {
        match self.change(statement, values).await {
            Ok(0) => Ok(Creation::Exists),
            Ok(_) => Ok(Creation::Created),
            Err(error) if Fault::of(&error) == Fault::Exists => Ok(Creation::Exists),
            Err(error) => Err(error),
        }
    }

    /// Creates something of a user: the statement selects them, and inserts nothing where they are not.
    pub(super) async fn create_owned(
        &self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<OwnedCreation, sqlx::Error> {
        match self.change(statement, values).await {
            Ok(0) => Ok(OwnedCreation::UserAbsent),
            Ok(_) => Ok(OwnedCreation::Created),
            Err(error) => match Fault::of(&error) {
                Fault::Exists => Ok(OwnedCreation::Exists),
                Fault::OwnerAbsent => Ok(OwnedCreation::UserAbsent),
                _ => Err(error),
            },
        }
    }

    pub(super) async fn update(
        &self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<Update, sqlx::Error> {
        Ok(match self.change(statement, values).await? {
            0 => Update::Absent,
            _ => Update::Updated,
        })
    }

    pub(super) async fn delete(
        &self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<bool, sqlx::Error> {
        Ok(self.change(statement, values).await? > 0)
    }

    /// How many rows a statement has deleted, as a number of this machine.
    pub(super) async fn delete_all(
        &self,
        statement: &'static Statement,
        values: &[Value<'_>],
    ) -> Result<usize, sqlx::Error> {
        let deleted = self.change(statement, values).await?;
        Ok(deleted.try_into().unwrap_or(usize::MAX))
    }

    /// How to connect to it, for a connection that is in no pool.
    #[cfg(feature = "postgres")]
    pub(in crate::store) fn connect_options(&self) -> Result<ConnectOptions<D>, sqlx::Error> {
        Ok((*self.pools()?.writing.connect_options()).clone())
    }

    /// A connection for a transaction.
    pub(super) async fn lease_for_transaction(&self) -> Result<Lease<D>, sqlx::Error> {
        self.prepared().await?;
        self.lease(Use::Writing).await
    }

    /// One that no statement of ours is run on, for tests.
    #[cfg(all(test, feature = "sqlite"))]
    pub(in crate::store) async fn connection_that_writes(
        &self,
    ) -> Result<sqlx::pool::PoolConnection<D::Database>, sqlx::Error> {
        self.pools()?.writing.acquire().await
    }

    /// Sees to it, at first use, that the tables are there.
    async fn prepared(&self) -> Result<(), sqlx::Error> {
        let prepare = || async {
            let mut lease = self.lease(Use::Writing).await?;
            let prepared = self.prepare(lease.connection()?).await;
            lease.settle(&prepared);
            prepared
        };
        self.shared.prepared.get_or_try_init(prepare).await.copied()
    }

    async fn prepare(&self, connection: &mut D::Connection) -> Result<(), sqlx::Error> {
        D::check(connection).await?;
        if self.migrations {
            D::migrate(connection).await?;
        }
        Ok(())
    }

    /// A connection. One that is to write is known to live: whether a statement has been run before a connection broke
    /// cannot be known afterwards, so that it is not simply run again.
    async fn lease(&self, purpose: Use) -> Result<Lease<D>, sqlx::Error> {
        let pools = self.pools()?;
        if purpose == Use::Reading || !D::REMOTE {
            let pool = if purpose == Use::Reading {
                &pools.reading
            } else {
                &pools.writing
            };
            return pool.acquire().await.map(Lease::new);
        }
        let places = pools.writing.options().get_max_connections();
        for _ in 0..places {
            let mut lease = Lease::<D>::new(pools.writing.acquire().await?);
            if sqlx::Connection::ping(lease.connection()?).await.is_ok() {
                return Ok(lease);
            }
        }
        pools.writing.acquire().await.map(Lease::new)
    }

    fn pools(&self) -> Result<&Pools<D>, sqlx::Error> {
        if let Some(pools) = self.shared.pools.get() {
            return Ok(pools);
        }
        let make = match &self.shared.origin {
            Origin::Given(pool) => Pools::one(pool.clone()),
            Origin::Options(options) => {
                D::prepare(options)?;
                D::pools(options)
            }
        };
        Ok(self.shared.pools.get_or_init(|| make))
    }
}

impl<D: Dialect> Pools<D> {
    /// The same for everything.
    pub(in crate::store) fn one(pool: Pool<D::Database>) -> Self {
        Self {
            reading: pool.clone(),
            writing: pool,
        }
    }
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Reading,
    Writing,
}

/// Whether a statement has been undone for the sake of another one.
pub(super) fn undone<T>(answer: &Result<T, sqlx::Error>) -> bool {
    answer
        .as_ref()
        .is_err_and(|error| Fault::of(error) == Fault::Conflict)
}

/// The values that the columns of rows hold.
pub(super) fn each<R: Columns, T>(
    rows: &[R],
    read: impl Fn(&R) -> Result<T, sqlx::Error>,
) -> Result<Vec<T>, sqlx::Error> {
    rows.iter().map(read).collect()
}

impl<D: Dialect> Clone for Database<D> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            migrations: self.migrations,
        }
    }
}

/// Neither where it is nor how to get in.
impl<D: Dialect> fmt::Debug for Database<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connections = self.shared.pools.get().map(|pools| pools.writing.size());
        formatter
            .debug_struct("Database")
            .field("connections", &connections.unwrap_or(0))
            .finish_non_exhaustive()
    }
}

/// How often a statement is run that is undone for the sake of others.
pub(super) const ATTEMPTS: usize = 5;
