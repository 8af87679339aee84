//! The servers as places where an application keeps everything.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use auth::store::{self, Accounts, EndedSessions, Separate, Sessions, Users};
use auth_store_tests::{self as servers, Process, Server};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

/// A store for whatever is declared. Clones are one and the same.
pub(crate) trait Everything: Users + Accounts + Sessions + EndedSessions + Clone {}

impl<T: Users + Accounts + Sessions + EndedSessions + Clone> Everything for T {}

/// A server on which an application keeps everything.
pub(crate) trait Place: Server {
    type Store: Everything;
    /// What is needed to find one application's part of it again.
    type Home: Send + Sync;

    /// A part where nothing is.
    fn home(&self) -> Self::Home;
    /// A store in it, with connections of its own.
    fn store(&self, home: &Self::Home) -> Self::Store;
    fn process(&self) -> &Process;
}

impl Place for servers::Postgresql {
    type Store = store::Postgres;
    type Home = String;

    fn home(&self) -> String {
        self.database()
    }

    fn store(&self, home: &String) -> store::Postgres {
        store::Postgres::connect(home).unwrap()
    }

    fn process(&self) -> &Process {
        self.process()
    }
}

impl Place for servers::Mariadb {
    type Store = store::MySql;
    type Home = String;

    fn home(&self) -> String {
        self.database()
    }

    fn store(&self, home: &String) -> store::MySql {
        store::MySql::connect(home).unwrap()
    }

    fn process(&self) -> &Process {
        self.process()
    }
}

/// Sessions are on the server, users in a file.
impl Place for servers::Redis {
    type Store = Separate<store::Sqlite, store::Redis>;
    type Home = (String, Folder);

    fn home(&self) -> Self::Home {
        (self.prefix(), Folder::new())
    }

    fn store(&self, (prefix, folder): &Self::Home) -> Self::Store {
        let redis = store::Redis::connect(&self.url()).unwrap();
        Separate::new(folder.store(), redis.prefix(prefix))
    }

    fn process(&self) -> &Process {
        self.process()
    }
}

/// A folder for a database of SQLite, for as long as it is kept.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("auth-faults-{}-{number}", std::process::id());
        let path = env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// The file of the database.
    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("auth.db")
    }

    /// A store in it, with connections of its own.
    pub(crate) fn store(&self) -> store::Sqlite {
        store::Sqlite::open(self.file()).unwrap()
    }

    /// Runs a statement on the file.
    pub(crate) async fn execute(&self, statement: &str) {
        let mut connection = self.connect().await;
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .unwrap();
    }

    async fn connect(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(self.file());
        options.connect().await.unwrap()
    }

    /// What SQLite says of the file when it looks at all of it.
    pub(crate) async fn integrity(&self) -> String {
        let mut connection = self.connect().await;
        sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
