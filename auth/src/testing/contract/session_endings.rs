//! What has to hold of sessions that end: a part of [`sessions`](super::sessions).

use super::dead_stays_dead;
use super::record::{
    ISSUER, account, all_of, begin, hash, later, link, lives, now, session, sign_up,
    without_address,
};
use super::sessions::{change, disable, living};
use super::task::at_once;
use crate::store::{Accounts, SessionRecord, Sessions, SessionsOf, Update, UserCreation, Users};

/// SS-04: a session is deleted once, and no other with it.
pub async fn a_session_is_deleted_once(store: &(impl Users + Accounts + Sessions)) {
    sign_up(store, "ada").await;
    let sessions = [session("ada", 1), session("ada", 2)];
    for session in &sessions {
        begin(store, session).await;
    }
    assert!(!store.delete_session(&hash(3)).await.unwrap());
    assert!(store.delete_session(&hash(1)).await.unwrap());
    assert!(!store.delete_session(&hash(1)).await.unwrap());
    assert_eq!(living(store, &sessions).await, [false, true]);
    begin(store, &sessions[0]).await;
}

/// LO-16, SS-13: everywhere is every session of a user, or every other one, and none of anybody else.
pub async fn all_sessions_of_a_user_end_but_the_one_that_is_to_stay(
    store: &(impl Users + Accounts + Sessions),
) {
    let ids = ["ada", "ada", "ada", "adam", "ADA", "ad", "ada "];
    let mut sessions = Vec::new();
    for (id, number) in ids.into_iter().zip(1..) {
        if number > 3 || number == 1 {
            let creation = store
                .create_user(&without_address(id), &account(id, id))
                .await;
            assert_eq!(creation.unwrap(), UserCreation::Created);
        }
        // They all began with one account at the provider, which makes no difference.
        let session = SessionRecord {
            subject: "ada".to_owned(),
            provider_session: Some("ada".to_owned()),
            ..session(id, number)
        };
        begin(store, &session).await;
        sessions.push(session);
    }
    let (second, fourth) = (hash(2), hash(4));
    let except = |hash| SessionsOf::User {
        id: "ada",
        except: Some(hash),
    };
    let end = async |which| store.delete_sessions(which).await.unwrap();
    assert_eq!(end(all_of("nobody")).await, 0);
    assert_eq!(end(except(&second)).await, 2);
    assert_eq!(end(except(&second)).await, 0);
    let left = [false, true, false, true, true, true, true];
    assert_eq!(living(store, &sessions).await, left);
    assert_eq!(end(except(&fourth)).await, 1, "that one is somebody else's");
    let left = [false, false, false, true, true, true, true];
    assert_eq!(living(store, &sessions).await, left);
    assert_eq!(end(all_of("adam")).await, 1);
    assert_eq!(end(all_of("adam")).await, 0);
    let left = [false, false, false, false, true, true, true];
    assert_eq!(living(store, &sessions).await, left);
}

/// LO-06: what the provider says of a subject ends the sessions that began with that account, and no others.
pub async fn sessions_that_began_with_an_account_end_with_it(
    store: &(impl Users + Accounts + Sessions),
) {
    sign_up(store, "ada").await;
    let began = [
        (ISSUER, "ada"),
        (ISSUER, "ada"),
        (ISSUER, "ADA"),
        (ISSUER, "ada "),
        (ISSUER, "adam"),
        ("https://other.test", "ada"),
        ("https://op.testada", ""),
        ("", "https://op.testada"),
    ];
    let mut sessions = Vec::new();
    for ((issuer, subject), number) in began.into_iter().zip(1..) {
        let session = SessionRecord {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            provider_session: Some("ada".to_owned()),
            ..session("ada", number)
        };
        begin(store, &session).await;
        sessions.push(session);
    }
    let of = |subject| SessionsOf::Account {
        issuer: ISSUER,
        subject,
    };
    assert_eq!(store.delete_sessions(of("nobody")).await.unwrap(), 0);
    assert_eq!(store.delete_sessions(of("%")).await.unwrap(), 0);
    assert_eq!(store.delete_sessions(of("ada")).await.unwrap(), 2);
    assert_eq!(store.delete_sessions(of("ada")).await.unwrap(), 0);
    let left = [false, false, true, true, true, true, true, true];
    assert_eq!(living(store, &sessions).await, left);
}

/// LO-05, LO-15: what the provider says of one of its sessions ends those that began in it, whosever they are.
pub async fn sessions_that_began_in_a_session_of_the_provider_end_with_it(
    store: &(impl Users + Accounts + Sessions),
) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    let began = [
        ("ada", ISSUER, Some("sid")),
        ("bob", ISSUER, Some("sid")),
        ("ada", ISSUER, Some("SID")),
        ("ada", ISSUER, Some("sid ")),
        ("ada", ISSUER, Some("sid2")),
        ("ada", ISSUER, None),
        ("ada", "https://other.test", Some("sid")),
    ];
    let mut sessions = Vec::new();
    for ((user_id, issuer, id), number) in began.into_iter().zip(1..) {
        let session = SessionRecord {
            issuer: issuer.to_owned(),
            provider_session: id.map(str::to_owned),
            ..session(user_id, number)
        };
        begin(store, &session).await;
        sessions.push(session);
    }
    let of = |id| SessionsOf::ProviderSession { issuer: ISSUER, id };
    assert_eq!(store.delete_sessions(of("")).await.unwrap(), 0);
    assert_eq!(store.delete_sessions(of("ada")).await.unwrap(), 0);
    assert_eq!(store.delete_sessions(of("sid")).await.unwrap(), 2);
    assert_eq!(store.delete_sessions(of("sid")).await.unwrap(), 0);
    let left = [false, false, true, true, true, true, true];
    assert_eq!(living(store, &sessions).await, left);
}

/// SS-11: who is deleted is signed out everywhere, and nobody else.
pub async fn a_user_is_deleted_with_their_sessions(store: &(impl Users + Accounts + Sessions)) {
    for id in ["ada", "bob"] {
        sign_up(store, id).await;
        link(store, &account(id, &format!("second of {id}"))).await;
    }
    let sessions = [session("ada", 1), session("ada", 2), session("bob", 3)];
    for session in &sessions {
        begin(store, session).await;
    }
    assert!(store.delete_user("ada").await.unwrap());
    assert_eq!(living(store, &sessions).await, [false, false, true]);
    let used = change(now(), later(), None);
    let update = store.update_session(&hash(1), &used).await.unwrap();
    assert_eq!(update, Update::Absent);
    assert!(!store.delete_session(&hash(1)).await.unwrap());
    // With somebody of that id there again, whatever was left behind would be theirs.
    sign_up(store, "ada").await;
    assert_eq!(living(store, &sessions).await, [false, false, true]);
    assert_eq!(store.delete_sessions(all_of("ada")).await.unwrap(), 0);
    begin(store, &sessions[0]).await;
}

/// SS-06, SS-08: whoever uses a session while it is deleted does not bring it back.
pub async fn a_session_that_is_deleted_while_it_is_used_is_gone(
    store: &(impl Users + Accounts + Sessions + Clone),
) {
    sign_up(store, "ada").await;
    for round in 0..6 {
        let session = session("ada", round);
        begin(store, &session).await;
        at_once(0..6, |number| {
            let (store, hash) = (store.clone(), session.hash);
            async move {
                if number == 3 {
                    return match round % 3 {
                        0 => assert!(store.delete_session(&hash).await.unwrap()),
                        1 => assert_eq!(store.delete_sessions(all_of("ada")).await.unwrap(), 1),
                        _ => {
                            let of_account = SessionsOf::Account {
                                issuer: ISSUER,
                                subject: "ada",
                            };
                            assert_eq!(store.delete_sessions(of_account).await.unwrap(), 1);
                        }
                    };
                }
                let mut ended = false;
                for step in 0..5 {
                    let data = (step % 2 == 0).then_some("{}");
                    let used = change(now() + step, later() + step, data);
                    let update = store.update_session(&hash, &used).await.unwrap();
                    assert!(!ended || update == Update::Absent, "it has come back");
                    ended = update == Update::Absent;
                }
            }
        })
        .await;
        assert!(!lives(store, &session).await);
        assert!(!store.delete_session(&session.hash).await.unwrap());
    }
}

/// SS-11: what begins while its user is deleted does not outlive them.
pub async fn no_session_outlives_its_user(store: &(impl Users + Accounts + Sessions + Clone)) {
    for round in 0..4 {
        let id = format!("user {round}");
        sign_up(store, &id).await;
        let sessions: Vec<_> = (0..5)
            .map(|number| session(&id, 10 * round + number))
            .collect();
        at_once(
            sessions.clone().into_iter().enumerate(),
            |(number, session)| {
                let store = store.clone();
                async move {
                    if number == 2 {
                        assert!(store.delete_user(&session.user_id).await.unwrap());
                    } else {
                        let _ = store.create_session(&session).await.unwrap();
                    }
                }
            },
        )
        .await;
        assert_eq!(living(store, &sessions).await, [false; 5]);
        // With somebody of that id there again, whatever was left behind would be theirs.
        sign_up(store, &id).await;
        assert_eq!(living(store, &sessions).await, [false; 5]);
        for session in &sessions {
            begin(store, session).await;
        }
    }
}

/// SS-11: who is kept out and then signed out everywhere is signed in nowhere, whatever was under way meanwhile.
pub async fn no_session_begins_while_its_user_is_kept_out(
    store: &(impl Users + Accounts + Sessions + Clone),
) {
    for round in 0..4 {
        let id = format!("user {round}");
        sign_up(store, &id).await;
        let sessions: Vec<_> = (0..5)
            .map(|number| session(&id, 10 * round + number))
            .collect();
        at_once(
            sessions.clone().into_iter().enumerate(),
            |(number, session)| {
                let store = store.clone();
                async move {
                    if number == 2 {
                        disable(&store, &session.user_id, true).await;
                        let all = all_of(&session.user_id);
                        let _ = store.delete_sessions(all).await.unwrap();
                    } else {
                        let _ = store.create_session(&session).await.unwrap();
                    }
                }
            },
        )
        .await;
        disable(store, &id, false).await;
        assert_eq!(living(store, &sessions).await, [false; 5]);
    }
}

/// SS-06, SS-08: as random numbers say, whatever begins, uses and ends sessions happens at once, and none that was said to
/// be gone comes back.
pub async fn what_has_ended_stays_ended_whatever_happens_at_once(
    store: &(impl Users + Accounts + Sessions + Clone),
) {
    for seed in 0..SEEDS {
        dead_stays_dead::random(store, seed).await;
        for id in dead_stays_dead::USERS {
            assert!(store.delete_user(id).await.unwrap());
        }
    }
}

/// How often it is tried, each time with other numbers.
const SEEDS: u64 = 2;
