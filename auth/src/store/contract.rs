//! What every back end has to hold, as tests that any of them can be run through: `contract::tests!(Memory::new());`.
//!
//! The expression makes an empty store.

use super::{Creation, EndedSession, EndedSessions, SessionEpoch, Standing, Update, UserEpoch};

/// One test for each promise.
macro_rules! tests {
    ($store:expr) => {
        $crate::store::contract::tests! { $store =>
            nothing_is_known_of_a_session_that_nobody_ended,
            a_session_that_was_ended_is_ended_and_no_other,
            a_session_is_ended_once,
            an_epoch_is_created_once_and_then_updated,
            an_epoch_that_is_absent_is_not_created_by_updating_it,
            an_epoch_is_of_one_user_alone,
            of_many_that_create_at_once_one_succeeds,
            what_has_expired_is_deleted_bit_by_bit_and_nothing_else,
            ids_are_texts_of_any_kind,
        }
    };
    ($store:expr => $($promise:ident,)*) => {
        mod contract_of_ended_sessions {
            use super::*;

            $(#[tokio::test]
            async fn $promise() {
                $crate::store::contract::$promise(&$store).await;
            })*
        }
    };
}

pub(crate) use tests;

fn ended<'a>(id: &'a str, user_id: &'a str, expires_at: u64) -> EndedSession<'a> {
    EndedSession {
        id,
        user_id,
        expires_at,
    }
}

fn epoch(user_id: &str, number: u8, expires_at: u64) -> UserEpoch<'_> {
    UserEpoch {
        user_id,
        epoch: SessionEpoch::from_bytes([number; 16]),
        expires_at,
    }
}

async fn standing(store: &impl EndedSessions, user_id: &str, session_id: &str) -> Standing {
    store.standing(user_id, session_id).await.unwrap()
}

const UNKNOWN: Standing = Standing {
    epoch: None,
    ended: false,
};

pub(crate) async fn nothing_is_known_of_a_session_that_nobody_ended(store: &impl EndedSessions) {
    assert_eq!(standing(store, "op:ada", "one").await, UNKNOWN);
}

/// SS-04, SS-05
pub(crate) async fn a_session_that_was_ended_is_ended_and_no_other(store: &impl EndedSessions) {
    let creation = store.create_ended(&ended("one", "op:ada", 100)).await;
    assert_eq!(creation.unwrap(), Creation::Created);
    assert!(standing(store, "op:ada", "one").await.ended);
    assert_eq!(standing(store, "op:ada", "two").await, UNKNOWN);
    assert_eq!(standing(store, "op:ada", "ONE").await, UNKNOWN);
    assert_eq!(standing(store, "op:ada", "").await, UNKNOWN);
}

pub(crate) async fn a_session_is_ended_once(store: &impl EndedSessions) {
    let _ = store
        .create_ended(&ended("one", "op:ada", 100))
        .await
        .unwrap();
    let again = store.create_ended(&ended("one", "op:ada", 200)).await;
    assert_eq!(again.unwrap(), Creation::Exists);
    assert!(standing(store, "op:ada", "one").await.ended);
}

pub(crate) async fn an_epoch_is_created_once_and_then_updated(store: &impl EndedSessions) {
    let creation = store.create_epoch(&epoch("op:ada", 1, 100)).await;
    assert_eq!(creation.unwrap(), Creation::Created);
    let creation = store.create_epoch(&epoch("op:ada", 2, 100)).await;
    assert_eq!(creation.unwrap(), Creation::Exists);
    let is = async |number| {
        let known = standing(store, "op:ada", "one").await.epoch;
        assert_eq!(known, Some(SessionEpoch::from_bytes([number; 16])));
    };
    is(1).await;
    let update = store.update_epoch(&epoch("op:ada", 3, 100)).await;
    assert_eq!(update.unwrap(), Update::Updated);
    is(3).await;
}

/// SS-08
pub(crate) async fn an_epoch_that_is_absent_is_not_created_by_updating_it(
    store: &impl EndedSessions,
) {
    let update = store.update_epoch(&epoch("op:ada", 1, 100)).await;
    assert_eq!(update.unwrap(), Update::Absent);
    assert_eq!(standing(store, "op:ada", "one").await, UNKNOWN);
}

/// LO-16
pub(crate) async fn an_epoch_is_of_one_user_alone(store: &impl EndedSessions) {
    let _ = store.create_epoch(&epoch("op:ada", 1, 100)).await.unwrap();
    for other in ["op:adam", "OP:ADA", "op:ad", "other:ada", ""] {
        assert_eq!(standing(store, other, "one").await, UNKNOWN, "{other}");
    }
}

pub(crate) async fn of_many_that_create_at_once_one_succeeds(store: &impl EndedSessions) {
    let numbers: Vec<u8> = (0..20).collect();
    let epochs: Vec<_> = numbers
        .iter()
        .map(|number| epoch("op:ada", *number, 100))
        .collect();
    // All are under way before the first one is finished.
    let creations: Vec<_> = epochs
        .iter()
        .map(|epoch| store.create_epoch(epoch))
        .collect();
    let mut created = 0;
    for creation in creations {
        created += usize::from(creation.await.unwrap() == Creation::Created);
    }
    assert_eq!(created, 1);
}

/// ST-11
pub(crate) async fn what_has_expired_is_deleted_bit_by_bit_and_nothing_else(
    store: &impl EndedSessions,
) {
    for number in 0..5_u64 {
        let id = format!("session {number}");
        let _ = store
            .create_ended(&ended(&id, "op:ada", 10 + number))
            .await
            .unwrap();
    }
    let _ = store.create_epoch(&epoch("op:ada", 1, 12)).await.unwrap();
    let _ = store.create_epoch(&epoch("op:bob", 1, 90)).await.unwrap();
    assert_eq!(store.delete_expired(10, 9).await.unwrap(), 0, "not before");
    assert_eq!(store.delete_expired(13, 3).await.unwrap(), 3);
    assert_eq!(store.delete_expired(13, 3).await.unwrap(), 1);
    assert_eq!(store.delete_expired(13, 3).await.unwrap(), 0);
    assert_eq!(standing(store, "op:ada", "session 0").await, UNKNOWN);
    assert!(standing(store, "op:bob", "session 3").await.ended);
    assert!(standing(store, "op:bob", "session 4").await.epoch.is_some());
    let again = store.create_epoch(&epoch("op:ada", 2, 100)).await;
    assert_eq!(again.unwrap(), Creation::Created);
}

/// ST-14
pub(crate) async fn ids_are_texts_of_any_kind(store: &impl EndedSessions) {
    let long = "x".repeat(2_000);
    let ids = [
        "'; DROP TABLE users; --",
        "a b",
        "\u{e4}\u{1f600}",
        "%_*",
        &long,
    ];
    for id in ids {
        let _ = store.create_ended(&ended(id, id, 100)).await.unwrap();
        let _ = store.create_epoch(&epoch(id, 7, 100)).await.unwrap();
    }
    for id in ids {
        let known = standing(store, id, id).await;
        assert!(known.ended && known.epoch.is_some(), "{id}");
    }
}
