//! The tables.

use auth::store::{Creation, EndedSessions, StoreError, Users};
use auth_store_tests::trial;
use libtest_mimic::Trial;

use crate::world::{Everything, Place, add, ended};

pub(crate) fn trials<P: Place>(place: &str) -> Vec<Trial> {
    vec![
        trial(
            format!("{place}::the_tables_are_made_once_however_many_begin_at_once"),
            made_once::<P>,
        ),
        trial(
            format!("{place}::the_tables_can_be_made_by_hand"),
            made_by_hand::<P>,
        ),
        trial(
            format!("{place}::tables_of_a_later_version_are_left_as_they_are"),
            of_a_later_version::<P>,
        ),
    ]
}

/// As several servers that are started at the same time.
async fn made_once<P: Place>(place: &P) {
    let url = place.database();
    let many: Vec<_> = (0..8)
        .map(|number| {
            let store = P::open(&url);
            tokio::spawn(async move {
                let id = number.to_string();
                // Whoever has waited too long for the others comes back, as its next request does.
                for _ in 0..4 {
                    match store.create_ended(&ended(&id)).await {
                        Err(StoreError::TimedOut | StoreError::Unavailable(_)) => {}
                        answer => return answer,
                    }
                }
                store.create_ended(&ended(&id)).await
            })
        })
        .collect();
    for one in many {
        assert_eq!(one.await.unwrap().unwrap(), Creation::Created);
    }
    P::open(&url).migrate().await.unwrap();
    assert_eq!(P::run(&url, "SELECT 1", STEPS).await, 2);
}

async fn made_by_hand<P: Place>(place: &P) {
    let url = place.database();
    // So that there is a file.
    P::run(&url, "SELECT 1", "SELECT COUNT(*) FROM (SELECT 1) AS one").await;
    let store = P::open(&url).without_migrations();
    let refused = store.find_user("ada").await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");

    let steps = P::run(&url, &P::Store::schema(), STEPS).await;
    add(&store, "ada").await;
    let other = P::open(&url);
    other.migrate().await.unwrap();
    assert!(other.find_user("ada").await.unwrap().is_some());
    assert_eq!(P::run(&url, "SELECT 1", STEPS).await, steps);
}

async fn of_a_later_version<P: Place>(place: &P) {
    let (store, url) = place.empty();
    store.migrate().await.unwrap();
    let later = "INSERT INTO auth_schema (version) VALUES (999)";
    let steps = P::run(&url, later, STEPS).await;
    let other = P::open(&url);
    other.migrate().await.unwrap();
    add(&other, "ada").await;
    assert_eq!(P::run(&url, "SELECT 1", STEPS).await, steps);
}

const STEPS: &str = "SELECT COUNT(*) FROM auth_schema";
