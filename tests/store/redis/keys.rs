//! What is in the server: how long it stays, and what it tells about people.

use auth::store::{
    Creation, EndedSession, EndedSessions, SessionChange, SessionEpoch, Sessions, SessionsOf,
    Update, UserEpoch, VerificationToken, VerificationTokens,
};
use auth_store_tests::trial;
use libtest_mimic::Trial;

use crate::world::{Place, add, both, hash, now, session};

pub(crate) fn trials<P: Place>(place: &str) -> Vec<Trial> {
    vec![
        trial(
            format!("{place}::every_key_has_a_time_to_live_and_names_nobody"),
            every_key_has_a_time_to_live_and_names_nobody::<P>,
        ),
        trial(
            format!("{place}::a_list_lives_longer_than_what_is_in_it"),
            a_list_lives_longer_than_what_is_in_it::<P>,
        ),
        trial(
            format!("{place}::what_expires_is_forgotten_without_being_asked"),
            what_expires_is_forgotten_without_being_asked::<P>,
        ),
        trial(
            format!("{place}::what_is_in_another_form_is_an_error_and_no_session"),
            what_is_in_another_form_is_an_error_and_no_session::<P>,
        ),
    ]
}

/// The keys of a store, with the seconds that they have left.
fn keys<P: Place>(place: &P, prefix: &str) -> Vec<(usize, String, i64)> {
    let pattern = format!("{prefix}*");
    let script = "local all = {} for _, key in ipairs(redis.call('KEYS', ARGV[1])) do \
                  table.insert(all, key .. ' ' .. redis.call('TTL', key)) end return all";
    let said = place.ask(&["EVAL", script, "0", &pattern]);
    let lines = said.iter().enumerate().flat_map(|(node, said)| {
        said.lines()
            .filter_map(move |line| line.rsplit_once(' ').map(|(key, left)| (node, key, left)))
    });
    lines
        .map(|(node, key, left)| (node, key.to_owned(), left.parse().unwrap()))
        .collect()
}

/// ST-11
async fn every_key_has_a_time_to_live_and_names_nobody<P: Place>(place: &P) {
    let prefix = place.prefix();
    let redis = place.connect().prefix(&prefix);
    let (store, _) = both(&redis);
    add(&store, "canary").await;
    let _ = store.create_session(&session("canary", 1)).await.unwrap();
    let epoch = UserEpoch {
        user_id: "canary",
        epoch: SessionEpoch::from_bytes([1; 16]),
        expires_at: now() + 60,
    };
    let ended = EndedSession {
        id: "canary",
        user_id: "canary",
        expires_at: u64::MAX,
    };
    let token = VerificationToken {
        identifier: "canary@x.test",
        token: "canary",
        expires_at: now() + 60,
    };
    assert_eq!(redis.create_epoch(&epoch).await.unwrap(), Creation::Created);
    assert_eq!(redis.create_ended(&ended).await.unwrap(), Creation::Created);
    assert_eq!(redis.create_token(&token).await.unwrap(), Creation::Created);

    let keys = keys(place, &prefix);
    // A session, its three lists, the turn of its user, and one of each of the others.
    assert_eq!(keys.len(), 8, "{keys:?}");
    for (_, key, left) in keys {
        assert!(left > 0, "{key} has {left} seconds left");
        assert!(!key.contains("canary"), "{key}");
    }
}

async fn a_list_lives_longer_than_what_is_in_it<P: Place>(place: &P) {
    let prefix = place.prefix();
    let (store, _) = both(&place.connect().prefix(&prefix));
    add(&store, "ada").await;
    let _ = store.create_session(&session("ada", 1)).await.unwrap();
    let year = 365 * 86_400;
    let change = SessionChange {
        seen_at: now(),
        expires_at: now() + year,
        data: None,
    };
    let update = store.update_session(&hash(1), &change).await.unwrap();
    assert_eq!(update, Update::Updated);
    // A shorter one does not take the others along.
    let _ = store.create_session(&session("ada", 2)).await.unwrap();

    let keys = keys(place, &prefix);
    let lists: Vec<_> = keys
        .iter()
        .filter(|(_, key, _)| !key.contains(":session:") && !key.contains(":turn:"))
        .collect();
    assert_eq!(lists.len(), 3, "{keys:?}");
    for (_, key, left) in lists {
        assert!(*left > year.cast_signed(), "{key} has {left} seconds left");
    }
}

async fn what_expires_is_forgotten_without_being_asked<P: Place>(place: &P) {
    let redis = place.empty();
    let (store, _) = both(&redis);
    add(&store, "ada").await;
    let mut over = session("ada", 1);
    over.expires_at = now() - 1;
    let _ = store.create_session(&over).await.unwrap();
    let _ = store.create_session(&session("ada", 2)).await.unwrap();
    assert_eq!(store.find_session(&hash(1)).await.unwrap(), None);
    assert_eq!(store.sessions_of("ada").await.unwrap().len(), 1);
    let change = SessionChange {
        seen_at: now(),
        expires_at: now() + 60,
        data: None,
    };
    let update = store.update_session(&hash(1), &change).await.unwrap();
    assert_eq!(update, Update::Absent, "and is not brought back");
    let all = SessionsOf::User {
        id: "ada",
        except: None,
    };
    assert_eq!(store.delete_sessions(all).await.unwrap(), 1);
}

/// ST-13
async fn what_is_in_another_form_is_an_error_and_no_session<P: Place>(place: &P) {
    let prefix = place.prefix();
    let (store, _) = both(&place.connect().prefix(&prefix));
    add(&store, "ada").await;
    let _ = store.create_session(&session("ada", 1)).await.unwrap();
    let key = format!("{prefix}session:{}", hash(1));
    let (node, ..) = keys(place, &prefix)
        .into_iter()
        .find(|(_, name, _)| *name == key)
        .unwrap();
    for change in [
        vec!["HSET", &key, "user", "{\"canary\":1}"],
        vec!["HDEL", &key, "provider"],
        vec!["HSET", &key, "expires_at", "soon"],
        vec!["SET", &key, "canary"],
    ] {
        place.ask_one(node, &change);
        let error = store.find_session(&hash(1)).await.unwrap_err();
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
    let _ = place.ask_one(node, &["DEL", &key]);
    assert_eq!(store.find_session(&hash(1)).await.unwrap(), None);
}
