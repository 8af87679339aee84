//! Two that change one user at the same moment: the order is forced by a lock that the test holds.

use auth::store::{OwnedCreation, Postgres, Sessions, StoreError, UserChange, UserUpdate, Users};
use auth_store_tests::{Mariadb, Postgresql, trial, until_async};
use libtest_mimic::Trial;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, Executor, MySqlConnection, PgConnection};
use tokio::task::JoinHandle;

use crate::world::{Place, add, session};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial(
            "postgresql::no_session_begins_while_somebody_is_just_being_kept_out",
            kept_out_in_postgresql,
        ),
        trial(
            "mariadb::no_session_begins_while_somebody_is_just_being_kept_out",
            kept_out_in_mariadb,
        ),
        trial(
            "postgresql::what_was_undone_for_the_sake_of_another_is_done_again",
            undone_in_postgresql,
        ),
    ]
}

/// SS-11
async fn kept_out_in_postgresql(server: &Postgresql) {
    let (store, url) = server.empty();
    add(&store, "ada").await;
    let mut other = PgConnection::connect(&url).await.unwrap();
    other.execute("BEGIN").await.unwrap();
    other.execute(KEEP_OUT).await.unwrap();
    let beginning = begin(store);
    until_it_waits(&beginning, &mut other).await;
    other.execute("COMMIT").await.unwrap();
    let began = beginning.await.unwrap().unwrap();
    assert_eq!(began, OwnedCreation::UserAbsent);
}

/// SS-11
async fn kept_out_in_mariadb(server: &Mariadb) {
    let (store, url) = server.empty();
    add(&store, "ada").await;
    let mut other = MySqlConnection::connect(&url).await.unwrap();
    other.execute("BEGIN").await.unwrap();
    other.execute(KEEP_OUT).await.unwrap();
    let beginning = begin(store);
    until_async("it waits, or has not waited", async || {
        let waiting: i64 = sqlx::query_scalar(MARIADB_WAITS)
            .fetch_one(&mut other)
            .await
            .unwrap();
        beginning.is_finished() || waiting > 0
    })
    .await;
    other.execute("COMMIT").await.unwrap();
    let began = beginning.await.unwrap().unwrap();
    assert_eq!(began, OwnedCreation::UserAbsent);
}

/// By a server that promises more than it is asked for, and undoes what it cannot promise.
async fn undone_in_postgresql(server: &Postgresql) {
    let (store, url) = server.empty();
    add(&store, "ada").await;
    let pool = PgPoolOptions::new()
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection
                    .execute("SET default_transaction_isolation = 'repeatable read'")
                    .await?;
                Ok(())
            })
        })
        .connect_lazy(&url)
        .unwrap();
    let strict = Postgres::from_pool(pool);
    strict.migrate().await.unwrap();
    let mut other = PgConnection::connect(&url).await.unwrap();
    other.execute("BEGIN").await.unwrap();
    other.execute(KEEP_OUT).await.unwrap();
    let changing = tokio::spawn(async move {
        let roles = ["writer".to_owned()];
        strict.update_user("ada", UserChange::Roles(&roles)).await
    });
    until_it_waits(&changing, &mut other).await;
    other.execute("COMMIT").await.unwrap();
    assert_eq!(changing.await.unwrap().unwrap(), UserUpdate::Updated);
    let ada = store.find_user("ada").await.unwrap().unwrap();
    assert!(ada.disabled && ada.roles == ["writer"], "{ada:?}");
}

fn begin(store: impl Sessions) -> JoinHandle<Result<OwnedCreation, StoreError>> {
    tokio::spawn(async move { store.create_session(&session("ada", 1)).await })
}

/// Until somebody waits for the lock, or has ended without.
async fn until_it_waits<T>(task: &JoinHandle<T>, connection: &mut PgConnection) {
    until_async("it waits, or has not waited", async || {
        let waiting: i64 = sqlx::query_scalar(POSTGRESQL_WAITS)
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        task.is_finished() || waiting > 0
    })
    .await;
}

const KEEP_OUT: &str = "UPDATE auth_users SET disabled = TRUE WHERE id = 'ada'";
/// How many wait on the whole server: who takes another test's for this one's lets go of the lock too early, and sees less.
const POSTGRESQL_WAITS: &str = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
const MARIADB_WAITS: &str = "SELECT CAST(variable_value AS SIGNED) \
     FROM information_schema.global_status WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'";
