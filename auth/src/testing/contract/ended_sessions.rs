//! What a store of ended sessions has to hold.

use super::record::{HOUR, TEXTS, earlier, later, now};
use super::task::{at_once, count};
use crate::store::{
    Creation, EndedSession, EndedSessions, SessionEpoch, Standing, Update, UserEpoch,
};

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

/// What nobody ended lives.
pub async fn nothing_is_known_of_a_session_that_nobody_ended(store: &impl EndedSessions) {
    assert_eq!(standing(store, "op:ada", "one").await, UNKNOWN);
}

/// SS-04, SS-05: one session ends, and no other.
pub async fn a_session_that_was_ended_is_ended_and_no_other(store: &impl EndedSessions) {
    let creation = store.create_ended(&ended("one", "op:ada", later())).await;
    assert_eq!(creation.unwrap(), Creation::Created);
    assert!(standing(store, "op:ada", "one").await.ended);
    assert_eq!(standing(store, "op:ada", "two").await, UNKNOWN);
    assert_eq!(standing(store, "op:ada", "ONE").await, UNKNOWN);
    assert_eq!(standing(store, "op:ada", "").await, UNKNOWN);
}

/// LO-16: ending it again changes nothing.
pub async fn a_session_is_ended_once(store: &impl EndedSessions) {
    let _ = store
        .create_ended(&ended("one", "op:ada", later()))
        .await
        .unwrap();
    let again = store
        .create_ended(&ended("one", "op:ada", later() + HOUR))
        .await;
    assert_eq!(again.unwrap(), Creation::Exists);
    assert!(standing(store, "op:ada", "one").await.ended);
}

/// A first epoch is created, and each later one takes its place.
pub async fn an_epoch_is_created_once_and_then_updated(store: &impl EndedSessions) {
    let creation = store.create_epoch(&epoch("op:ada", 1, later())).await;
    assert_eq!(creation.unwrap(), Creation::Created);
    let creation = store.create_epoch(&epoch("op:ada", 2, later())).await;
    assert_eq!(creation.unwrap(), Creation::Exists);
    let is = async |number| {
        let known = standing(store, "op:ada", "one").await.epoch;
        assert_eq!(known, Some(SessionEpoch::from_bytes([number; 16])));
    };
    is(1).await;
    let update = store.update_epoch(&epoch("op:ada", 3, later())).await;
    assert_eq!(update.unwrap(), Update::Updated);
    is(3).await;
}

/// SS-08: nothing is created by being updated.
pub async fn an_epoch_that_is_absent_is_not_created_by_updating_it(store: &impl EndedSessions) {
    let update = store.update_epoch(&epoch("op:ada", 1, later())).await;
    assert_eq!(update.unwrap(), Update::Absent);
    assert_eq!(standing(store, "op:ada", "one").await, UNKNOWN);
}

/// LO-16: everywhere is everywhere of one user.
pub async fn an_epoch_is_of_one_user_alone(store: &impl EndedSessions) {
    let _ = store
        .create_epoch(&epoch("op:ada", 1, later()))
        .await
        .unwrap();
    for other in ["op:adam", "OP:ADA", "op:ad", "other:ada", ""] {
        assert_eq!(standing(store, other, "one").await, UNKNOWN, "{other}");
    }
}

/// ST-08: of many who give a user their first epoch at once one does.
pub async fn of_many_that_create_at_once_one_succeeds(store: &(impl EndedSessions + Clone)) {
    let creations = at_once(0..8, |number| {
        let store = store.clone();
        async move {
            let epoch = epoch("op:ada", number, later());
            store.create_epoch(&epoch).await.unwrap()
        }
    })
    .await;
    assert_eq!(count(&creations, &Creation::Created), 1, "{creations:?}");
    let place = creations
        .iter()
        .position(|creation| *creation == Creation::Created);
    let epoch = SessionEpoch::from_bytes([u8::try_from(place.unwrap()).unwrap(); 16]);
    assert_eq!(standing(store, "op:ada", "one").await.epoch, Some(epoch));
    let creations = at_once(0..8, |_| {
        let store = store.clone();
        async move {
            let ended = ended("one", "op:ada", later());
            store.create_ended(&ended).await.unwrap()
        }
    })
    .await;
    assert_eq!(count(&creations, &Creation::Created), 1, "{creations:?}");
}

/// ST-11: what has expired is forgotten a few at a time; nothing else is.
pub async fn what_has_expired_is_deleted_bit_by_bit_and_nothing_else(store: &impl EndedSessions) {
    let later = later();
    for number in 0..4 {
        let id = format!("session {number}");
        let _ = store
            .create_ended(&ended(&id, "op:ada", earlier() + number))
            .await
            .unwrap();
    }
    let lasting = ended("lasting", "op:bob", later);
    let _ = store.create_ended(&lasting).await.unwrap();
    let _ = store
        .create_epoch(&epoch("op:ada", 1, earlier()))
        .await
        .unwrap();
    let _ = store
        .create_epoch(&epoch("op:bob", 1, later))
        .await
        .unwrap();
    // A store may have forgotten by itself what is over.
    let left = async || {
        let mut left = 0;
        for number in 0..4 {
            let id = format!("session {number}");
            left += usize::from(standing(store, "op:ada", &id).await.ended);
        }
        left + usize::from(standing(store, "op:ada", "").await.epoch.is_some())
    };
    for _ in 0..4 {
        let before = left().await;
        let deleted = store.delete_expired(now(), 2).await.unwrap();
        assert_eq!(deleted, 2.min(before));
        assert_eq!(left().await, before - deleted);
    }
    assert_eq!(left().await, 0);
    for number in 0..4 {
        let id = format!("session {number}");
        assert_eq!(standing(store, "op:ada", &id).await, UNKNOWN);
    }
    let known = standing(store, "op:bob", "lasting").await;
    assert!(known.ended && known.epoch.is_some());
    let deleted = store.delete_expired(later, 9).await.unwrap();
    assert_eq!(deleted, 0, "it has not expired before that");
    assert_eq!(standing(store, "op:bob", "lasting").await, known);
    let again = store.create_epoch(&epoch("op:ada", 2, later)).await;
    assert_eq!(again.unwrap(), Creation::Created);
}

/// An epoch is kept for as long as was said last.
pub async fn an_epoch_that_is_replaced_lives_as_long_as_the_last(store: &impl EndedSessions) {
    let (early, late) = (later(), later() + HOUR);
    let _ = store
        .create_epoch(&epoch("op:ada", 1, early))
        .await
        .unwrap();
    let update = store.update_epoch(&epoch("op:ada", 2, late)).await;
    assert_eq!(update.unwrap(), Update::Updated);
    let _ = store.delete_expired(late, 9).await.unwrap();
    let known = standing(store, "op:ada", "one").await.epoch;
    assert_eq!(known, Some(SessionEpoch::from_bytes([2; 16])));
}

/// ST-14: ids of whatever kind are told apart.
pub async fn ids_are_texts_of_any_kind(store: &impl EndedSessions) {
    let long = "x".repeat(600);
    let texts: Vec<&str> = TEXTS.iter().copied().chain([&*long]).collect();
    for (text, number) in texts.iter().zip(1..) {
        assert_eq!(standing(store, text, text).await, UNKNOWN, "{text:?}");
        let id: String = text.chars().take(255).collect();
        let creation = store.create_ended(&ended(&id, text, later())).await;
        assert_eq!(creation.unwrap(), Creation::Created, "{text:?}");
        let creation = store.create_epoch(&epoch(text, number, later())).await;
        assert_eq!(creation.unwrap(), Creation::Created, "{text:?}");
    }
    for (text, number) in texts.iter().zip(1..) {
        let id: String = text.chars().take(255).collect();
        let known = standing(store, text, &id).await;
        let epoch = Some(SessionEpoch::from_bytes([number; 16]));
        assert_eq!(known, Standing { epoch, ended: true }, "{text:?}");
    }
}
