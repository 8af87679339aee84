//! Handlers that run the query of a guarded request by the bare driver, with a pool of the same settings, and read every
//! column of the answer.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use redis::Client;
use sqlx::Row;
use sqlx::mysql::MySqlPoolOptions;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tokio::sync::OnceCell;

use crate::NAME;

/// A handler that asks this pool, whose texts that rows are found by are of this type.
macro_rules! asking {
    ($pool:ident, $query:expr, $hash:ident, $key:ty) => {
        Router::new().route(
            "/",
            get(move || {
                let pool = $pool.clone();
                async move {
                    let query = sqlx::query($query).bind($hash.as_slice());
                    let rows = query.fetch_all(&pool).await.expect("an answer");
                    let row = rows.first().expect("a session");
                    let _: ($key, Option<String>, bool, Option<String>, String, bool) = (
                        row.get(0),
                        row.get(2),
                        row.get(3),
                        row.get(4),
                        row.get(5),
                        row.get(6),
                    );
                    let _: (i64, String, i64, i64, i64, Option<String>) = (
                        row.get(7),
                        row.get(8),
                        row.get(9),
                        row.get(10),
                        row.get(11),
                        row.get(12),
                    );
                    format!("Hello, {}", row.get::<String, _>(1))
                }
            }),
        )
    };
}

pub(crate) fn sqlite(file: &Path, hash: [u8; 32]) -> Router {
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_lazy_with(SqliteConnectOptions::new().filename(file));
    asking!(pool, NUMBERED, hash, String)
}

pub(crate) fn postgres(url: &str, hash: [u8; 32]) -> Router {
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .connect_lazy(url)
        .expect("a URL");
    asking!(pool, NUMBERED, hash, String)
}

pub(crate) fn mysql(url: &str, hash: [u8; 32]) -> Router {
    let pool = MySqlPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(PATIENCE)
        .test_before_acquire(false)
        .connect_lazy(url)
        .expect("a URL");
    asking!(pool, COUNTED, hash, Vec<u8>)
}

pub(crate) fn redis(url: &str, prefix: &str, key: &str) -> Router {
    let client = Client::open(url).expect("a URL");
    let key = format!("{prefix}session:{key}");
    let shared = Arc::new((OnceCell::new(), client, key));
    let handler = move || {
        let shared = Arc::clone(&shared);
        async move {
            let (connection, client, key) = &*shared;
            // One for all, which is made in the runtime that uses it.
            let connect = || client.get_multiplexed_async_connection();
            let connection = connection.get_or_try_init(connect).await;
            let mut connection = connection.expect("a connection").clone();
            let fields: Vec<Option<String>> = redis::cmd("HMGET")
                .arg(key)
                .arg(&FIELDS)
                .query_async(&mut connection)
                .await
                .expect("an answer");
            assert!(fields.iter().flatten().count() >= 5, "a session");
            format!("Hello, {}", std::hint::black_box(NAME))
        }
    };
    Router::new().route("/", get(handler))
}

macro_rules! query {
    ($value:literal) => {
        concat!(
            "SELECT u.id, u.name, u.email, u.email_verified, u.image, u.roles, u.disabled, u.created_at, \
             s.provider, s.signed_in_at, s.seen_at, s.expires_at, s.data \
             FROM auth_sessions s JOIN auth_users u ON u.id = s.user_id WHERE s.hash = ",
            $value
        )
    };
}

const NUMBERED: &str = query!("$1");
const COUNTED: &str = query!("?");
const FIELDS: [&str; 6] = [
    "user",
    "provider",
    "signed_in_at",
    "seen_at",
    "expires_at",
    "data",
];
const PATIENCE: Duration = Duration::from_secs(2);
