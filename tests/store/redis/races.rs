//! Dead stays dead, and what is known of a user is what the user is, in whatever order things happen.

use auth::store::{
    OwnedCreation, Redis, SessionChange, SessionSnapshots, Sessions, SessionsOf, UserChange,
    UserUpdate, Users,
};
use auth_store_tests::trial;
use libtest_mimic::Trial;
use tokio::task::JoinSet;

use crate::world::{Place, add, both, hash, now, session, unlisted, until_it_waits};

pub(crate) fn trials<P: Place>(place: &str) -> Vec<Trial> {
    vec![
        trial(
            format!("{place}::a_user_who_is_deleted_while_they_sign_in_has_no_session"),
            a_user_who_is_deleted_while_they_sign_in_has_no_session::<P>,
        ),
        trial(
            format!("{place}::a_user_who_is_kept_out_while_they_sign_in_is_kept_out"),
            a_user_who_is_kept_out_while_they_sign_in_is_kept_out::<P>,
        ),
        trial(
            format!("{place}::the_last_change_of_a_user_is_in_every_session"),
            the_last_change_of_a_user_is_in_every_session::<P>,
        ),
        trial(
            format!("{place}::a_snapshot_of_an_earlier_turn_changes_nothing"),
            a_snapshot_of_an_earlier_turn_changes_nothing::<P>,
        ),
        trial(
            format!("{place}::a_session_that_ends_while_it_is_used_stays_dead"),
            a_session_that_ends_while_it_is_used_stays_dead::<P>,
        ),
        trial(
            format!(
                "{place}::whatever_is_given_up_half_way_leaves_no_session_that_cannot_be_ended"
            ),
            whatever_is_given_up_half_way_leaves_no_session_that_cannot_be_ended::<P>,
        ),
        trial(
            format!("{place}::what_is_left_of_a_deletion_is_done_by_the_next_one"),
            what_is_left_of_a_deletion_is_done_by_the_next_one::<P>,
        ),
    ]
}

const ROUNDS: usize = 40;

/// SS-06
async fn a_user_who_is_deleted_while_they_sign_in_has_no_session<P: Place>(place: &P) {
    let redis = place.empty();
    for round in 0..ROUNDS {
        let (store, _) = both(&redis);
        let id = format!("user {round}");
        add(&store, &id).await;
        let record = session(&id, round);
        let (creation, deleted) = tokio::join!(
            store.create_session(&record),
            later(round, store.delete_user(&id))
        );
        assert!(deleted.unwrap());
        let creation = creation.unwrap();
        assert!(
            matches!(creation, OwnedCreation::Created | OwnedCreation::UserAbsent),
            "{creation:?}"
        );
        let found = redis.find_session(&hash(round)).await.unwrap();
        assert_eq!(found, None, "round {round}: {creation:?}");
    }
}

/// SS-06
async fn a_user_who_is_kept_out_while_they_sign_in_is_kept_out<P: Place>(place: &P) {
    let redis = place.empty();
    for round in 0..ROUNDS {
        let (store, _) = both(&redis);
        let id = format!("user {round}");
        add(&store, &id).await;
        let record = session(&id, round);
        let keeping_out = store.update_user(&id, UserChange::Disabled(true));
        let (creation, update) =
            tokio::join!(store.create_session(&record), later(round, keeping_out));
        assert_eq!(update.unwrap(), UserUpdate::Updated);
        let found = redis.find_session(&hash(round)).await.unwrap();
        assert!(
            found.is_none_or(|found| found.user.disabled),
            "round {round}: {creation:?}"
        );
    }
}

/// SS-12
async fn the_last_change_of_a_user_is_in_every_session<P: Place>(place: &P) {
    let redis = place.empty();
    let (store, memory) = both(&redis);
    add(&store, "ada").await;
    let mut changes = JoinSet::new();
    for number in 0..30 {
        let store = store.clone();
        changes.spawn(async move {
            if number % 3 == 0 {
                let _ = store.create_session(&session("ada", number)).await.unwrap();
            }
            let roles = [format!("role {number}")];
            let update = store.update_user("ada", UserChange::Roles(&roles)).await;
            assert_eq!(update.unwrap(), UserUpdate::Updated);
        });
    }
    while let Some(done) = changes.join_next().await {
        done.unwrap();
    }
    let user = memory.find_user("ada").await.unwrap().unwrap();
    for number in (0..30).step_by(3) {
        let found = store.find_session(&hash(number)).await.unwrap().unwrap();
        assert_eq!(found.user, user, "session {number}");
    }
}

/// SS-12
async fn a_snapshot_of_an_earlier_turn_changes_nothing<P: Place>(place: &P) {
    use auth::store::{SnapshotUpdate, Turn};

    let redis = place.empty();
    let mut ada = crate::world::user("ada");
    let first = redis.turn("ada", Turn::FIRST).await.unwrap();
    let second = redis.turn("ada", Turn::FIRST).await.unwrap();
    assert!(second > first);
    let _ = redis.create_session(&session("ada", 1), &ada, first).await;
    let late = ada.clone();
    ada.roles.clear();
    let update = redis.update_user(&ada, second).await.unwrap();
    assert_eq!(update, SnapshotUpdate::Updated);
    let update = redis.update_user(&late, first).await.unwrap();
    assert_eq!(update, SnapshotUpdate::Overtaken(second));
    let found = redis.find_session(&hash(1)).await.unwrap().unwrap();
    assert_eq!(found.user, ada);
    // Also when the server has forgotten how late it is.
    let after = Turn::from_number(1_000_000);
    assert!(redis.turn("ada", after).await.unwrap() > after);
}

/// SS-08
async fn a_session_that_ends_while_it_is_used_stays_dead<P: Place>(place: &P) {
    let redis = place.empty();
    let (store, _) = both(&redis);
    add(&store, "ada").await;
    for round in 0..ROUNDS {
        let _ = store.create_session(&session("ada", round)).await.unwrap();
        let change = SessionChange {
            seen_at: now() + 1,
            expires_at: now() + 7_200,
            data: Some("{}".to_owned()),
        };
        let hash = hash(round);
        let everywhere = SessionsOf::User {
            id: "ada",
            except: None,
        };
        let (used, again, changed, ended) = tokio::join!(
            store.update_session(&hash, &change),
            store.update_session(&hash, &change),
            store.update_user("ada", UserChange::Disabled(false)),
            later(round, async {
                if round % 2 == 0 {
                    store.delete_session(&hash).await.map(usize::from)
                } else {
                    store.delete_sessions(everywhere).await
                }
            }),
        );
        let _ = (used.unwrap(), again.unwrap(), changed.unwrap());
        assert_eq!(ended.unwrap(), 1, "round {round}");
        assert_eq!(store.find_session(&hash).await.unwrap(), None, "{round}");
        assert!(store.sessions_of("ada").await.unwrap().is_empty());
    }
}

/// SS-06, ST-04
async fn whatever_is_given_up_half_way_leaves_no_session_that_cannot_be_ended<P: Place>(place: &P) {
    let redis = place.empty();
    let (store, _) = both(&redis);
    add(&store, "ada").await;
    // The connection is there, so that a try is not given up before anything is asked.
    assert_eq!(store.find_session(&hash(0)).await.unwrap(), None);
    let change = SessionChange {
        seen_at: now() + 1,
        expires_at: now() + 1_000_000,
        data: None,
    };
    let everywhere = SessionsOf::User {
        id: "ada",
        except: None,
    };
    // Each is given up after every step that it has, one after the other, until it comes to its end.
    let mut number = 0;
    for times in 0.. {
        let record = session("ada", number);
        number += 1;
        let begun = until_it_waits(times, store.create_session(&record)).await;
        assert_eq!(unlisted(&redis, "ada", number).await, [0; 0], "{times}");
        if begun {
            break;
        }
    }
    let last = hash(number - 1);
    for times in 0.. {
        let updated = until_it_waits(times, store.update_session(&last, &change)).await;
        assert_eq!(unlisted(&redis, "ada", number).await, [0; 0], "{times}");
        if updated {
            break;
        }
    }
    for times in 0.. {
        let _ = store.create_session(&session("ada", number)).await.unwrap();
        number += 1;
        let ended = until_it_waits(times, store.delete_sessions(everywhere)).await;
        assert_eq!(unlisted(&redis, "ada", number).await, [0; 0], "{times}");
        if ended {
            break;
        }
    }
    for number in 0..number {
        assert_eq!(store.find_session(&hash(number)).await.unwrap(), None);
    }
}

/// ST-04
async fn what_is_left_of_a_deletion_is_done_by_the_next_one<P: Place>(place: &P) {
    let redis: Redis = place.empty();
    let (store, memory) = both(&redis);
    add(&store, "ada").await;
    let _ = store.create_session(&session("ada", 1)).await.unwrap();
    // As when the second of the two stores was down.
    assert!(memory.delete_user("ada").await.unwrap());
    assert!(store.find_session(&hash(1)).await.unwrap().is_some());
    assert!(!store.delete_user("ada").await.unwrap());
    assert_eq!(store.find_session(&hash(1)).await.unwrap(), None);

    add(&store, "bob").await;
    let _ = store.create_session(&session("bob", 2)).await.unwrap();
    let update = memory.update_user("bob", UserChange::Disabled(true)).await;
    assert_eq!(update.unwrap(), UserUpdate::Updated);
    let again = store.update_user("bob", UserChange::Disabled(true)).await;
    assert_eq!(again.unwrap(), UserUpdate::Updated);
    let found = store.find_session(&hash(2)).await.unwrap().unwrap();
    assert!(found.user.disabled);

    assert!(memory.delete_user("bob").await.unwrap());
    let absent = store.update_user("bob", UserChange::Disabled(true)).await;
    assert_eq!(absent.unwrap(), UserUpdate::Absent);
    assert_eq!(store.find_session(&hash(2)).await.unwrap(), None);
}

/// Something that begins a little later, each time by another bit.
async fn later<T>(times: usize, work: impl Future<Output = T>) -> T {
    for _ in 0..times {
        tokio::task::yield_now().await;
    }
    work.await
}
