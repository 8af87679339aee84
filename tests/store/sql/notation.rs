//! What texts and names become in each of the databases.

use auth::store::{Creation, EndedSessions, MySql, Postgres, Standing, StoreError, Users};
use auth_store_tests::{Mariadb, Postgresql, trial};
use libtest_mimic::Trial;
use sqlx::mysql::MySqlPoolOptions;

use crate::world::{Place, account, add, ended, user};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial(
            "postgresql::a_name_with_nul_is_kept_without_it_and_a_key_with_it_is_never_there",
            nul_in_postgresql,
        ),
        trial(
            "mariadb::a_key_that_is_too_long_is_refused_and_not_cut_off",
            too_long_in_mariadb,
        ),
        trial(
            "mariadb::a_pool_that_would_cut_texts_off_is_refused",
            not_strict,
        ),
        trial(
            "mariadb::the_scheme_may_be_its_own_name",
            async |server: &Mariadb| {
                let url = server.database().replacen("mysql:", "mariadb:", 1);
                add(&MySql::connect(&url).unwrap(), "ada").await;
            },
        ),
    ]
}

/// ST-14
async fn nul_in_postgresql(server: &Postgresql) {
    let (store, _) = server.empty();
    let mut ada = user("ada");
    ada.user.name = Some("Ada\0".to_owned());
    let _ = store.create_user(&ada, &account("ada")).await.unwrap();
    let found = store.find_user("ada").await.unwrap().unwrap();
    assert_eq!(found.user.name.as_deref(), Some("Ada\u{fffd}"));
    assert!(store.find_user("ada\0").await.unwrap().is_none());
    assert!(store.find_user("ada\u{fffd}").await.unwrap().is_none());
    let nothing = Standing {
        epoch: None,
        ended: false,
    };
    assert_eq!(store.standing("ada\0", "\0").await.unwrap(), nothing);
    let refused = store.create_user(&user("bob\0"), &account("bob")).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))));
    assert!(
        Postgres::connect(&server.database())
            .unwrap()
            .create_ended(&ended("\0"))
            .await
            .is_err()
    );
}

/// ST-14
async fn too_long_in_mariadb(server: &Mariadb) {
    let (store, _) = server.empty();
    let [short, long] = [2_048, 2_049].map(|length| "x".repeat(length));
    let created = store.create_ended(&ended(&short)).await.unwrap();
    assert_eq!(created, Creation::Created);
    let refused = store.create_ended(&ended(&long)).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))));
    assert!(!store.standing(&long, &long).await.unwrap().ended);
}

async fn not_strict(server: &Mariadb) {
    let pool = MySqlPoolOptions::new()
        .after_connect(|connection, _| {
            Box::pin(async move {
                sqlx::Executor::execute(connection, "SET sql_mode = ''").await?;
                Ok(())
            })
        })
        .connect_lazy(&server.database())
        .unwrap();
    let refused = MySql::from_pool(pool).find_user("ada").await.unwrap_err();
    let StoreError::Unavailable(why) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.to_string().contains("sql_mode"), "{why}");
}
