//! A file that is full, that cannot be written, and that somebody else writes.

use std::time::{Duration, Instant};

use auth::store::{Sqlite, Users};
use libtest_mimic::Trial;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::place::Folder;
use crate::several::on_a_file;
use crate::world::{Instance, World, address, token};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        on_a_file("a_full_disk_keeps_what_it_has", full),
        on_a_file("a_file_that_cannot_be_written_can_be_read", read_only),
        on_a_file("a_file_that_another_process_writes_can_be_read", busy),
    ]
}

/// ST-06
async fn full(folder: &Folder) {
    let world = World::new();
    // The limit is a connection's own.
    let pool = pool(folder, 1, false).await;
    let store = Sqlite::from_pool(pool.clone());
    let instance = world.instance(store.clone());
    let ada = token(&instance.signed_in("ada").await).unwrap();
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
        .fetch_one(&pool)
        .await
        .unwrap();
    limit(&pool, pages).await;
    let mut refused = None;
    for number in 0..300 {
        let name = format!("person-{number}");
        let mut browser = instance.browser();
        let answer = instance.sign_in(&mut browser, &name).await;
        if let Some(error) = answer.location_parameter("error") {
            assert_eq!(error, "StoreUnavailable");
            assert_eq!(token(&browser), None);
            refused = Some(name);
            break;
        }
    }
    let refused = refused.expect("the file is full sooner or later");
    let created = store.find_user_by_email(&address(&refused)).await.unwrap();
    if let Some(user) = created {
        let accounts = auth::store::Accounts::accounts_of(&store, &user.user.id).await;
        assert_eq!(accounts.unwrap().len(), 1, "both or neither");
    }
    serves(&world, &instance, &ada).await;
    assert_eq!(folder.integrity().await, "ok");

    limit(&pool, i64::from(u32::MAX - 1)).await;
    instance.signed_in(&refused).await;
    assert_eq!(folder.integrity().await, "ok");
}

/// ST-06
async fn read_only(folder: &Folder) {
    let world = World::new();
    let ada = token(&world.instance(folder.store()).signed_in("ada").await).unwrap();
    // Opened as one opens what lies on a disk that cannot be written: root may write every other file.
    let instance = world.instance(Sqlite::from_pool(pool(folder, 4, true).await));
    refuses(&instance).await;
    serves(&world, &instance, &ada).await;

    let pool = pool(folder, 1, false).await;
    let instance = world.instance(Sqlite::from_pool(pool.clone()));
    sqlx::query("PRAGMA query_only = ON")
        .execute(&pool)
        .await
        .unwrap();
    refuses(&instance).await;
    serves(&world, &instance, &ada).await;
    sqlx::query("PRAGMA query_only = OFF")
        .execute(&pool)
        .await
        .unwrap();
    instance.signed_in("bob").await;
    assert_eq!(folder.integrity().await, "ok");
}

/// ST-03
async fn busy(folder: &Folder) {
    let world = World::new();
    let instance = world.instance(folder.store());
    let ada = token(&instance.signed_in("ada").await).unwrap();
    let other = pool(folder, 1, false).await;
    let writing = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let began = Instant::now();
    refuses(&instance).await;
    assert!(began.elapsed() < Duration::from_secs(5));
    serves(&world, &instance, &ada).await;
    writing.rollback().await.unwrap();
    instance.signed_in("bob").await;
}

/// Nobody signs in.
async fn refuses(instance: &Instance) {
    let mut browser = instance.browser();
    let answer = instance.sign_in(&mut browser, "bob").await;
    let error = answer.location_parameter("error");
    assert_eq!(error.as_deref(), Some("StoreUnavailable"));
    assert_eq!(token(&browser), None);
}

/// Whoever is signed in stays so, even though it cannot be noted that they were here.
async fn serves(world: &World, instance: &Instance, ada: &str) {
    for _ in 0..2 {
        let answer = instance.with(ada).open("/guarded").await;
        assert_eq!(answer.text(), "ada ");
        assert!(answer.cookie_names().is_empty());
        world.clock.advance(Duration::from_secs(301));
    }
}

async fn limit(pool: &SqlitePool, pages: i64) {
    let statement = format!("PRAGMA max_page_count = {pages}");
    sqlx::query(&statement).execute(pool).await.unwrap();
}

async fn pool(folder: &Folder, connections: u32, read_only: bool) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(folder.file())
        .create_if_missing(!read_only)
        .read_only(read_only);
    SqlitePoolOptions::new()
        .max_connections(connections)
        .connect_with(options)
        .await
        .unwrap()
}
