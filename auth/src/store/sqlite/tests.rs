//! What is true of this store alone; what is true of all is in the contract.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Executor, SqlitePool};

use crate::account::User;
use crate::store::{
    AccountDeletion, AccountRecord, Accounts, Creation, EndedSession, EndedSessions, OwnedCreation,
    SessionRecord, Sessions, Sqlite, StoreError, TokenHash, UserChange, UserCreation, UserRecord,
    Users,
};
use crate::testing::contract;

contract::tests!(Sqlite::open(":memory:").unwrap());

/// A store in a folder of its own, which goes with it.
struct Temporary {
    store: Sqlite,
    folder: PathBuf,
}

impl Temporary {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("auth-sqlite-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        Self {
            store: Sqlite::open(folder.join("auth.db")).unwrap(),
            folder,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("auth.db")
    }

    /// As another process would open it.
    fn again(&self) -> Sqlite {
        Sqlite::open(self.path()).unwrap()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn pool_of_one(options: SqliteConnectOptions) -> SqlitePool {
    SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(2))
        .connect_lazy_with(options)
}

fn at(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path)
}

fn user(id: &str) -> UserRecord {
    UserRecord {
        user: User {
            id: id.to_owned(),
            email: Some(format!("{id}@x.test")),
            ..User::default()
        },
        roles: vec!["admin".to_owned(), "with a blank".to_owned()],
        disabled: false,
        created_at: 10,
    }
}

fn account(user_id: &str, subject: &str) -> AccountRecord {
    AccountRecord {
        issuer: "https://op.test".to_owned(),
        subject: subject.to_owned(),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        label: None,
        tokens: Some("sealed".to_owned()),
        created_at: 10,
    }
}

fn session(number: u8, user_id: &str) -> SessionRecord {
    SessionRecord {
        hash: TokenHash::from_bytes([number; 32]),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        issuer: "https://op.test".to_owned(),
        subject: "one".to_owned(),
        provider_session: None,
        signed_in_at: 10,
        authenticated_at: Some(5),
        seen_at: 10,
        expires_at: 100,
        device: None,
        address: None,
        data: None,
        id_token: None,
    }
}

async fn ada_signs_in(store: &Sqlite, subject: &str) {
    let created = store
        .create_user(&user("ada"), &account("ada", subject))
        .await;
    assert_eq!(created.unwrap(), UserCreation::Created);
}

fn ended(id: &str) -> EndedSession<'_> {
    EndedSession {
        id,
        user_id: "ada",
        expires_at: 100,
    }
}

#[tokio::test]
async fn what_has_been_kept_is_there_for_another_process_and_after_a_restart() {
    let kept = Temporary::new();
    ada_signs_in(&kept.store, "one").await;
    let began = kept.store.create_session(&session(1, "ada")).await;
    assert_eq!(began.unwrap(), OwnedCreation::Created);

    let other = kept.again();
    let hash = TokenHash::from_bytes([1; 32]);
    let found = other.find_session(&hash).await.unwrap().unwrap();
    assert_eq!(found.user, user("ada"));
    assert!(other.delete_session(&hash).await.unwrap());
    assert_eq!(kept.store.find_session(&hash).await.unwrap(), None);
}

/// Several processes that start at the same time make the tables once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_tables_are_made_once_however_many_begin_at_once() {
    let kept = Temporary::new();
    let many: Vec<_> = (0..8)
        .map(|number| {
            let store = kept.again();
            tokio::spawn(async move {
                let id = number.to_string();
                store.create_ended(&ended(&id)).await
            })
        })
        .collect();
    for one in many {
        assert_eq!(one.await.unwrap().unwrap(), Creation::Created);
    }
    kept.store.migrate().await.unwrap();
    let pool = pool_of_one(at(&kept.path()));
    let steps: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM auth_schema")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(steps, 2);
}

/// What an earlier version of this library has kept goes on; of its sessions nobody knows when they were proved.
#[tokio::test]
async fn tables_of_the_first_version_are_taken_further() {
    let kept = Temporary::new();
    let pool = pool_of_one(at(&kept.path()).create_if_missing(true));
    for text in [
        include_str!("0001.sql"),
        "CREATE TABLE auth_schema (version BIGINT NOT NULL PRIMARY KEY)",
        "INSERT INTO auth_schema (version) VALUES (1)",
        "INSERT INTO auth_users (id, email_verified, roles, disabled, created_at) VALUES ('ada', TRUE, '[]', FALSE, 10)",
    ] {
        pool.execute(text).await.unwrap();
    }
    sqlx::query(
        "INSERT INTO auth_sessions (hash, user_id, provider, issuer, subject, signed_in_at, seen_at, expires_at) \
         VALUES ($1, 'ada', 'op', 'https://op.test', 'one', 10, 10, 100)",
    )
    .bind(&[1; 32][..])
    .execute(&pool)
    .await
    .unwrap();
    let old = SessionRecord {
        authenticated_at: None,
        ..session(1, "ada")
    };
    assert_eq!(kept.store.sessions_of("ada").await.unwrap(), [old]);
    let found = kept
        .store
        .find_session(&TokenHash::from_bytes([1; 32]))
        .await;
    let found = found.unwrap().unwrap();
    assert_eq!((found.signed_in_at, found.authenticated_at), (10, None));
    assert!(!found.begun_elsewhere);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_nobody_elses_to_read() {
    use std::os::unix::fs::PermissionsExt;

    let kept = Temporary::new();
    let _ = kept.store.create_ended(&ended("one")).await.unwrap();
    let mut files = 0;
    for file in std::fs::read_dir(&kept.folder).unwrap() {
        let mode = file.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        files += 1;
    }
    assert!(files >= 2, "the log that is written ahead, too");
}

/// An answer is on the disk before it is given, and who reads waits for nobody.
#[tokio::test]
async fn it_is_written_ahead_and_through() {
    let kept = Temporary::new();
    let _ = kept.store.create_ended(&ended("one")).await.unwrap();
    let mut connection = kept.store.database.connection_that_writes().await.unwrap();
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    let through: i64 = sqlx::query_scalar("PRAGMA synchronous")
        .fetch_one(&mut *connection)
        .await
        .unwrap();
    assert_eq!((mode.as_str(), through), ("wal", 2));

    connection.execute("BEGIN IMMEDIATE").await.unwrap();
    let standing = kept.store.standing("ada", "one").await.unwrap();
    assert!(standing.ended);
    connection.execute("ROLLBACK").await.unwrap();
}

/// ST-06
#[tokio::test]
async fn a_full_disk_is_said_and_what_is_there_can_still_be_read() {
    let kept = Temporary::new();
    let options = at(&kept.path())
        .create_if_missing(true)
        .pragma("max_page_count", "60");
    let pool = pool_of_one(options);
    let store = Sqlite::from_pool(pool.clone());
    ada_signs_in(&store, "one").await;
    let mut began = 0_u8;
    let full = loop {
        let long = SessionRecord {
            data: Some("x".repeat(20_000)),
            ..session(began, "ada")
        };
        match store.create_session(&long).await {
            Ok(created) => assert_eq!(created, OwnedCreation::Created),
            Err(error) => break error,
        }
        began += 1;
    };
    assert!(matches!(full, StoreError::Full), "{full:?}");
    let first = store.find_session(&TokenHash::from_bytes([0; 32])).await;
    assert!(first.unwrap().is_some());
    let refused = store
        .find_session(&TokenHash::from_bytes([began; 32]))
        .await;
    assert_eq!(refused.unwrap(), None);

    // Room again, and no restart.
    sqlx::query("PRAGMA max_page_count = 100000")
        .execute(&pool)
        .await
        .unwrap();
    let again = store.create_session(&session(began, "ada")).await;
    assert_eq!(again.unwrap(), OwnedCreation::Created);
}

/// ST-06
#[tokio::test]
async fn what_cannot_be_written_can_still_be_read() {
    let kept = Temporary::new();
    let _ = kept.store.create_ended(&ended("one")).await.unwrap();
    let store = Sqlite::from_pool(pool_of_one(at(&kept.path()).read_only(true)));
    assert!(store.standing("ada", "one").await.unwrap().ended);
    let refused = store.create_ended(&ended("two")).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    assert!(!kept.store.standing("ada", "two").await.unwrap().ended);
}

#[tokio::test]
async fn the_tables_can_be_made_by_hand() {
    let kept = Temporary::new();
    let store = kept.again().without_migrations();
    let refused = store.standing("ada", "one").await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");

    let pool = pool_of_one(at(&kept.path()));
    pool.execute(Sqlite::schema().as_str()).await.unwrap();
    assert!(!store.standing("ada", "one").await.unwrap().ended);
    // And are not made again.
    kept.store.migrate().await.unwrap();
}

#[tokio::test]
async fn a_pool_that_enforces_no_foreign_keys_is_refused() {
    let kept = Temporary::new();
    let store = Sqlite::from_pool(pool_of_one(
        at(&kept.path()).create_if_missing(true).foreign_keys(false),
    ));
    let refused = store.standing("ada", "one").await.unwrap_err();
    let StoreError::Unavailable(why) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.to_string().contains("foreign keys"), "{why}");
}

#[tokio::test]
async fn roles_that_nobody_can_read_are_not_taken_for_none() {
    let kept = Temporary::new();
    ada_signs_in(&kept.store, "one").await;
    let pool = pool_of_one(at(&kept.path()));
    sqlx::query("UPDATE auth_users SET roles = 'admin'")
        .execute(&pool)
        .await
        .unwrap();
    let refused = kept.store.find_user("ada").await.unwrap_err();
    assert!(matches!(refused, StoreError::Corrupt(_)), "{refused:?}");
}

/// ST-08
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_that_sign_in_for_the_first_time_at_once_one_is_created() {
    let kept = Temporary::new();
    let many: Vec<_> = (0..20)
        .map(|number| {
            let store = kept.store.clone();
            tokio::spawn(async move {
                let id = format!("user {number}");
                let record = UserRecord {
                    user: User {
                        id: id.clone(),
                        email: Some("Ada@X.test".to_owned()),
                        ..User::default()
                    },
                    ..user(&id)
                };
                store.create_user(&record, &account(&id, "one")).await
            })
        })
        .collect();
    let mut created = 0;
    for one in many {
        match one.await.unwrap().unwrap() {
            UserCreation::Created => created += 1,
            other => assert_eq!(other, UserCreation::AccountExists),
        }
    }
    assert_eq!(created, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_all_accounts_that_are_taken_away_at_once_one_stays() {
    let kept = Temporary::new();
    ada_signs_in(&kept.store, "0").await;
    for number in 1..6 {
        let account = account("ada", &number.to_string());
        let linked = kept.store.create_account(&account).await.unwrap();
        assert_eq!(linked, OwnedCreation::Created);
    }
    let many: Vec<_> = (0..6)
        .map(|number| {
            let store = kept.again();
            tokio::spawn(async move {
                store
                    .delete_account("ada", "https://op.test", &number.to_string())
                    .await
            })
        })
        .collect();
    let mut deleted = 0;
    for one in many {
        match one.await.unwrap().unwrap() {
            AccountDeletion::Deleted => deleted += 1,
            other => assert_eq!(other, AccountDeletion::Last),
        }
    }
    assert_eq!(deleted, 5);
    assert_eq!(kept.store.accounts_of("ada").await.unwrap().len(), 1);
}

/// ST-04
#[tokio::test]
async fn who_goes_away_in_the_middle_leaves_nothing_half_done() {
    let kept = Temporary::new();
    kept.store.migrate().await.unwrap();
    for number in 0..200_usize {
        let id = number.to_string();
        let (record, linked) = (user(&id), account(&id, &id));
        {
            let mut creating = kept.store.create_user(&record, &linked);
            for _ in 0..number % 40 {
                let waited = std::future::poll_fn(|context| {
                    std::task::Poll::Ready(creating.as_mut().poll(context).is_ready())
                });
                if waited.await {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let user = kept.store.find_user(&id).await.unwrap();
        let account = kept.store.find_account("https://op.test", &id).await;
        assert_eq!(user.is_some(), account.unwrap().is_some(), "{number}");
    }
}

#[tokio::test]
async fn it_can_be_in_memory() {
    let store = Sqlite::open(":memory:").unwrap();
    let _ = store.create_ended(&ended("one")).await.unwrap();
    assert!(store.clone().standing("ada", "one").await.unwrap().ended);
    let other = Sqlite::open(":memory:").unwrap();
    assert!(!other.standing("ada", "one").await.unwrap().ended);
}

/// Without a runtime, for `main` may begin with it.
#[test]
fn a_path_that_cannot_be_is_refused_at_once_and_nothing_is_opened_yet() {
    let kept = Temporary::new();
    assert!(!kept.path().exists());
    let refused = Sqlite::open(kept.folder.join("nowhere").join("auth.db"));
    assert!(matches!(refused, Err(StoreError::Unavailable(_))));
    assert!(Sqlite::open(&kept.folder).is_err());
    assert!(Sqlite::open("").is_err());
    assert!(!format!("{:?}", kept.store).contains("auth.db"));
}

#[tokio::test]
async fn a_changed_profile_leaves_roles_and_whether_somebody_is_kept_out() {
    let kept = Temporary::new();
    ada_signs_in(&kept.store, "one").await;
    let changed = User {
        name: Some("Ada \u{0} L.".to_owned()),
        ..user("ada").user
    };
    let update = kept.store.update_user("ada", UserChange::Profile(&changed));
    let _ = update.await.unwrap();
    let found = kept.store.find_user("ada").await.unwrap().unwrap();
    assert_eq!(
        found,
        UserRecord {
            user: changed,
            ..user("ada")
        }
    );
}
