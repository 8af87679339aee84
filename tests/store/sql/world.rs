//! Stores on the servers, and what is put into them.

use std::time::{SystemTime, UNIX_EPOCH};

use auth::User;
use auth::store::{
    AccountRecord, Accounts, EndedSession, EndedSessions, MySql, Passkeys, Postgres, SessionRecord,
    Sessions, Sqlite, StoreError, TokenHash, UserCreation, UserRecord, Users, VerificationTokens,
};
use auth_store_tests::{Files, Mariadb, Postgresql, Server};
use sqlx::{Executor, MySqlPool, PgPool, SqlitePool};

/// What keeps everything.
pub(crate) trait Everything:
    Users + Accounts + Sessions + Passkeys + EndedSessions + VerificationTokens + Clone
{
    fn without_migrations(self) -> Self;
    fn migrate(&self) -> impl Future<Output = Result<(), StoreError>> + Send;
    fn schema() -> String;
}

/// Where databases are.
pub(crate) trait Place: Server {
    type Store: Everything;

    /// The URL of an empty database.
    fn database(&self) -> String;

    /// A store in a database, not connected yet.
    fn open(url: &str) -> Self::Store;

    /// A store in a pool of the application's, and what closes that.
    fn given(url: &str) -> (Self::Store, impl Future<Output = ()>);

    /// Runs statements, and then one that says a number.
    async fn run(url: &str, statements: &str, number: &str) -> i64;

    /// A store where nothing is, and where it is.
    fn empty(&self) -> (Self::Store, String) {
        let url = self.database();
        (Self::open(&url), url)
    }
}

macro_rules! place {
    ($place:ty, $store:ident, $pool:ident, $database:expr, $open:expr $(, create: $create:literal)?) => {
        impl Everything for $store {
            fn without_migrations(self) -> Self {
                self.without_migrations()
            }

            async fn migrate(&self) -> Result<(), StoreError> {
                self.migrate().await
            }

            fn schema() -> String {
                Self::schema()
            }
        }

        impl Place for $place {
            type Store = $store;

            fn database(&self) -> String {
                $database(self)
            }

            fn open(url: &str) -> $store {
                $open(url).unwrap()
            }

            fn given(url: &str) -> ($store, impl Future<Output = ()>) {
                let pool = $pool::connect_lazy(&[url, $($create)?].concat()).unwrap();
                ($store::from_pool(pool.clone()), async move { pool.close().await })
            }

            async fn run(url: &str, statements: &str, number: &str) -> i64 {
                let pool = $pool::connect(&[url, $($create)?].concat()).await.unwrap();
                pool.execute(statements).await.unwrap();
                let number = sqlx::query_scalar(number).fetch_one(&pool).await.unwrap();
                pool.close().await;
                number
            }
        }
    };
}

place!(
    Files, Sqlite, SqlitePool,
    |files: &Files| format!("sqlite:{}", files.file().display()),
    |url: &str| Sqlite::open(url.trim_start_matches("sqlite:")),
    create: "?mode=rwc"
);
place!(
    Postgresql,
    Postgres,
    PgPool,
    Postgresql::database,
    Postgres::connect
);
place!(Mariadb, MySql, MySqlPool, Mariadb::database, MySql::connect);

pub(crate) fn user(id: &str) -> UserRecord {
    let mut user = User::default();
    user.id = id.to_owned();
    user.email = Some(format!("{id}@x.test"));
    UserRecord {
        user,
        roles: vec!["reader".to_owned()],
        disabled: false,
        created_at: 1,
    }
}

pub(crate) fn account(user_id: &str) -> AccountRecord {
    AccountRecord {
        issuer: "https://op.test".to_owned(),
        subject: user_id.to_owned(),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        label: None,
        tokens: None,
        created_at: 1,
    }
}

pub(crate) async fn add(store: &impl Users, id: &str) {
    let creation = store.create_user(&user(id), &account(id)).await;
    assert_eq!(creation.unwrap(), UserCreation::Created);
}

pub(crate) fn hash(number: u8) -> TokenHash {
    TokenHash::from_bytes([number; 32])
}

pub(crate) fn session(user_id: &str, number: u8) -> SessionRecord {
    SessionRecord {
        hash: hash(number),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        issuer: "https://op.test".to_owned(),
        subject: user_id.to_owned(),
        provider_session: None,
        signed_in_at: now(),
        authenticated_at: None,
        seen_at: now(),
        expires_at: now() + 3_600,
        device: None,
        address: None,
        data: None,
        id_token: None,
    }
}

pub(crate) fn ended(id: &str) -> EndedSession<'_> {
    EndedSession {
        id,
        user_id: id,
        expires_at: now() + 3_600,
    }
}

/// In seconds since 1970, by the clock of this machine.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}
