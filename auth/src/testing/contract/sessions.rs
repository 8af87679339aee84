//! What a store of sessions has to hold.

use super::record::{
    HOUR, TEXTS, account, all_of, begin, earlier, hash, later, lives, now, session, sign_up, user,
    without_address,
};
use super::task::{at_once, count};
use crate::store::{
    Accounts, FoundSession, OwnedCreation, SessionChange, SessionRecord, SessionToken, Sessions,
    SessionsOf, Update, UserChange, UserCreation, UserUpdate, Users,
};

pub use super::session_endings::*;

pub(super) fn change(seen_at: u64, expires_at: u64, data: Option<&str>) -> SessionChange {
    SessionChange {
        seen_at,
        expires_at,
        data: data.map(str::to_owned),
    }
}

pub(super) async fn disable(store: &impl Users, id: &str, disabled: bool) {
    let update = store.update_user(id, UserChange::Disabled(disabled)).await;
    assert_eq!(update.unwrap(), UserUpdate::Updated);
}

/// Which of these live.
pub(super) async fn living(store: &impl Sessions, sessions: &[SessionRecord]) -> Vec<bool> {
    let mut living = Vec::new();
    for session in sessions {
        living.push(lives(store, session).await);
    }
    living
}

/// A session is found with its user, and told to its user as it was kept.
pub async fn a_session_is_found_with_its_user(store: &(impl Users + Accounts + Sessions)) {
    assert_eq!(store.find_session(&hash(1)).await.unwrap(), None);
    sign_up(store, "ada").await;
    let kept = SessionRecord {
        provider_session: Some("sid".to_owned()),
        ..session("ada", 1)
    };
    let bare = SessionRecord {
        provider_session: None,
        authenticated_at: None,
        seen_at: kept.seen_at - 1,
        device: None,
        address: None,
        data: None,
        id_token: None,
        ..session("ada", 2)
    };
    for session in [&kept, &bare] {
        begin(store, session).await;
        let expected = FoundSession {
            user: user("ada"),
            provider: session.provider.clone(),
            signed_in_at: session.signed_in_at,
            authenticated_at: session.authenticated_at,
            begun_elsewhere: false,
            seen_at: session.seen_at,
            expires_at: session.expires_at,
            data: session.data.clone(),
        };
        let found = store.find_session(&session.hash).await.unwrap();
        assert_eq!(found, Some(expected));
    }
    assert_eq!(store.sessions_of("ada").await.unwrap(), [kept, bare]);
    assert_eq!(store.find_session(&hash(3)).await.unwrap(), None);
}

/// SS-12: roles and whether somebody is kept out are those of now.
pub async fn a_session_is_found_with_the_roles_that_its_user_has_now(
    store: &(impl Users + Accounts + Sessions),
) {
    sign_up(store, "ada").await;
    begin(store, &session("ada", 1)).await;
    let found = async || store.find_session(&hash(1)).await.unwrap().unwrap().user;
    let roles = ["admin".to_owned()];
    let update = store.update_user("ada", UserChange::Roles(&roles)).await;
    assert_eq!(update.unwrap(), UserUpdate::Updated);
    assert_eq!(found().await.roles, roles);
    let mut profile = user("ada").user;
    profile.name = Some("another".to_owned());
    let update = store
        .update_user("ada", UserChange::Profile(&profile))
        .await;
    assert_eq!(update.unwrap(), UserUpdate::Updated);
    assert_eq!(found().await.user, profile);
    disable(store, "ada", true).await;
    assert!(found().await.disabled);
    disable(store, "ada", false).await;
    assert!(!found().await.disabled);
    assert_eq!(found().await.roles, roles);
}

/// A token does what its hash does.
pub async fn a_session_is_found_by_its_token(store: &(impl Users + Accounts + Sessions)) {
    sign_up(store, "ada").await;
    let token = SessionToken::new("a token of 43 characters, as they always are");
    let other = SessionToken::new("A token of 43 characters, as they always are");
    let session = SessionRecord {
        hash: *token.hash(),
        ..session("ada", 1)
    };
    let creation = store.create_session_with_token(&token, &session).await;
    assert_eq!(creation.unwrap(), OwnedCreation::Created);
    let again = store.create_session_with_token(&token, &session).await;
    assert_eq!(again.unwrap(), OwnedCreation::Exists);
    let found = store.find_session_by_token(&token).await.unwrap();
    assert_eq!(found.unwrap().user, user("ada"));
    assert_eq!(store.find_session_by_token(&other).await.unwrap(), None);
    assert!(store.delete_session(token.hash()).await.unwrap());
    assert_eq!(store.find_session_by_token(&token).await.unwrap(), None);
}

/// SS-09: one with the hash of another does not take its place, whosever it is.
pub async fn a_session_is_created_once(store: &(impl Users + Accounts + Sessions)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    begin(store, &session("ada", 1)).await;
    for other in ["bob", "ada"] {
        let again = SessionRecord {
            provider: "another".to_owned(),
            subject: "another".to_owned(),
            expires_at: later() + HOUR,
            device: None,
            data: None,
            ..session(other, 1)
        };
        let creation = store.create_session(&again).await.unwrap();
        assert_eq!(creation, OwnedCreation::Exists, "{other}");
    }
    let sessions = store.sessions_of("ada").await.unwrap();
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0].data, session("ada", 1).data);
    assert_eq!(sessions[0].subject, "ada");
    assert_eq!(store.sessions_of("bob").await.unwrap(), []);
    assert_eq!(store.delete_sessions(all_of("bob")).await.unwrap(), 0);
    assert!(lives(store, &session("ada", 1)).await);
}

/// SS-09: of many that begin with one hash at once one does.
pub async fn of_many_that_create_a_session_at_once_one_succeeds(
    store: &(impl Users + Accounts + Sessions + Clone),
) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    let creations = at_once(["ada", "bob", "ada", "bob", "ada", "bob"], |id| {
        let store = store.clone();
        async move { store.create_session(&session(id, 1)).await.unwrap() }
    })
    .await;
    assert_eq!(
        count(&creations, &OwnedCreation::Created),
        1,
        "{creations:?}"
    );
    assert_eq!(
        count(&creations, &OwnedCreation::Exists),
        5,
        "{creations:?}"
    );
    let of_ada = store.sessions_of("ada").await.unwrap();
    let of_bob = store.sessions_of("bob").await.unwrap();
    assert_eq!(of_ada.len() + of_bob.len(), 1);
}

/// Use is noted, and the rest stays as it is; data that is not said stays, too.
pub async fn a_change_of_a_session_changes_what_it_says(
    store: &(impl Users + Accounts + Sessions),
) {
    sign_up(store, "ada").await;
    let (first, second) = (session("ada", 1), session("ada", 2));
    begin(store, &first).await;
    begin(store, &second).await;
    let mut expected = SessionRecord {
        seen_at: first.seen_at + 10,
        expires_at: first.expires_at + 20,
        ..first.clone()
    };
    for data in [None, Some("{\"a\":1}"), None, Some(""), Some("[]")] {
        expected.seen_at += 1;
        let change = change(expected.seen_at, expected.expires_at, data);
        let update = store.update_session(&first.hash, &change).await.unwrap();
        assert_eq!(update, Update::Updated);
        expected.data = data.map(str::to_owned).or(expected.data);
        let found = store.find_session(&first.hash).await.unwrap().unwrap();
        assert_eq!(found.data, expected.data);
        assert_eq!(
            (found.seen_at, found.expires_at, found.signed_in_at),
            (expected.seen_at, expected.expires_at, first.signed_in_at)
        );
        let sessions = store.sessions_of("ada").await.unwrap();
        assert_eq!(sessions, [expected.clone(), second.clone()]);
    }
    // Nor is it lost when nothing changes at all.
    let same = change(expected.seen_at, expected.expires_at, None);
    let update = store.update_session(&first.hash, &same).await.unwrap();
    assert_eq!(
        update,
        Update::Updated,
        "it is there, whether it changes or not"
    );
}

/// SS-06, SS-08: what has ended is not brought back by whoever notes that it is used.
pub async fn a_session_that_is_absent_is_not_created_by_updating_it(
    store: &(impl Users + Accounts + Sessions),
) {
    sign_up(store, "ada").await;
    let session = session("ada", 1);
    let used = change(now(), later(), Some("{}"));
    let update = async || store.update_session(&session.hash, &used).await.unwrap();
    assert_eq!(update().await, Update::Absent, "it never was");
    assert!(!lives(store, &session).await);
    begin(store, &session).await;
    assert_eq!(update().await, Update::Updated);
    assert!(store.delete_session(&session.hash).await.unwrap());
    assert_eq!(update().await, Update::Absent);
    assert!(!lives(store, &session).await);
    begin(store, &session).await;
    assert_eq!(store.delete_sessions(all_of("ada")).await.unwrap(), 1);
    assert_eq!(update().await, Update::Absent);
    assert!(!lives(store, &session).await);
}

/// Those used last come first.
pub async fn sessions_of_a_user_are_told_last_used_first(
    store: &(impl Users + Accounts + Sessions),
) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    let now = now();
    for (number, ago) in [(1, 300), (2, 100), (3, 200)] {
        let session = SessionRecord {
            seen_at: now - ago,
            ..session("ada", number)
        };
        begin(store, &session).await;
    }
    begin(store, &session("bob", 4)).await;
    let order = async || {
        let sessions = store.sessions_of("ada").await.unwrap();
        sessions
            .into_iter()
            .map(|session| session.hash)
            .collect::<Vec<_>>()
    };
    assert_eq!(order().await, [hash(2), hash(3), hash(1)]);
    let used = change(now, later(), None);
    assert_eq!(
        store.update_session(&hash(1), &used).await.unwrap(),
        Update::Updated
    );
    assert_eq!(order().await, [hash(1), hash(2), hash(3)]);
    assert_eq!(store.sessions_of("nobody").await.unwrap(), []);
}

/// SS-11: who is not there or kept out begins no session, whatever hash it has; that is said before anything else.
pub async fn nobody_begins_a_session_who_is_absent_or_kept_out(
    store: &(impl Users + Accounts + Sessions),
) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    begin(store, &session("bob", 1)).await;
    disable(store, "ada", true).await;
    for id in ["nobody", "ada"] {
        for number in [1, 2] {
            let creation = store.create_session(&session(id, number)).await.unwrap();
            assert_eq!(creation, OwnedCreation::UserAbsent, "{id} {number}");
        }
        assert_eq!(store.sessions_of(id).await.unwrap(), []);
    }
    assert!(lives(store, &session("bob", 1)).await);
    disable(store, "ada", false).await;
    assert!(!lives(store, &session("ada", 2)).await);
    begin(store, &session("ada", 2)).await;
}

/// ST-11: what has expired is forgotten a few at a time; nothing else is.
pub async fn sessions_that_have_expired_are_deleted_bit_by_bit_and_no_others(
    store: &(impl Users + Accounts + Sessions),
) {
    sign_up(store, "ada").await;
    let later = later();
    let sessions: Vec<_> = (0..8)
        .map(|number| SessionRecord {
            expires_at: if number < 5 {
                earlier() + u64::from(number)
            } else {
                later + u64::from(number)
            },
            ..session("ada", number)
        })
        .collect();
    for session in &sessions {
        begin(store, session).await;
    }
    // A store may have forgotten by itself what is over.
    let count = async || store.sessions_of("ada").await.unwrap().len();
    let mut left = count().await;
    assert!((3..=8).contains(&left), "{left}");
    for _ in 0..3 {
        let deleted = store.delete_expired_sessions(now(), 2).await.unwrap();
        assert_eq!(deleted, 2.min(left - 3), "of {left}");
        left -= deleted;
        assert_eq!(count().await, left);
    }
    let expected = [false, false, false, false, false, true, true, true];
    assert_eq!(living(store, &sessions).await, expected);
    let deleted = store.delete_expired_sessions(later + 5, 9).await.unwrap();
    assert_eq!(deleted, 0, "it has not expired before that");
    assert_eq!(living(store, &sessions).await, expected);
    begin(store, &session("ada", 0)).await;
}

/// When a session expires is what was said last.
pub async fn a_session_that_is_used_expires_later(store: &(impl Users + Accounts + Sessions)) {
    sign_up(store, "ada").await;
    let sessions = [session("ada", 1), session("ada", 2)];
    for session in &sessions {
        begin(store, session).await;
    }
    let expires_at = later() + HOUR;
    let used = change(now(), expires_at, None);
    assert_eq!(
        store.update_session(&hash(1), &used).await.unwrap(),
        Update::Updated
    );
    let _ = store.delete_expired_sessions(expires_at, 9).await.unwrap();
    assert!(lives(store, &sessions[0]).await);
    let over = change(now(), earlier(), None);
    for session in &sessions {
        let _ = store.update_session(&session.hash, &over).await.unwrap();
    }
    let _ = store.delete_expired_sessions(now(), 9).await.unwrap();
    assert_eq!(living(store, &sessions).await, [false, false]);
}

/// ST-14: whatever a session keeps is told as it was kept.
pub async fn what_a_session_keeps_is_text_of_any_kind(store: &(impl Users + Accounts + Sessions)) {
    let long_id = "x".repeat(600);
    let long = "y".repeat(255);
    let device = "\u{1f600}".repeat(255);
    let data = format!("\"{}\"", "\u{1f600}".repeat((64 * 1024 - 2) / 4));
    let id_token = "z".repeat(16 * 1024);
    let mut kept = Vec::new();
    for (text, number) in TEXTS.iter().copied().chain([&*long_id, "ada"]).zip(1..) {
        let creation = store
            .create_user(&without_address(text), &account(text, &number.to_string()))
            .await;
        assert_eq!(creation.unwrap(), UserCreation::Created, "{text:?}");
        let short = |text: &str| text.chars().take(255).collect::<String>();
        kept.push(SessionRecord {
            issuer: short(text),
            subject: short(text),
            provider_session: Some(short(text)),
            device: Some(short(text)),
            data: Some(text.to_owned()),
            id_token: Some(text.to_owned()),
            ..session(text, number)
        });
    }
    let last = kept.last_mut().unwrap();
    last.issuer.clone_from(&long);
    last.subject.clone_from(&long);
    last.provider_session = Some(long.clone());
    last.device = Some(device);
    last.data = Some(data.clone());
    last.id_token = Some(id_token);
    for session in &kept {
        begin(store, session).await;
    }
    for session in &kept {
        let sessions = store.sessions_of(&session.user_id).await.unwrap();
        assert_eq!(sessions.len(), 1, "{session:?}");
        assert!(sessions[0] == *session, "{session:?}");
        let found = store.find_session(&session.hash).await.unwrap().unwrap();
        assert_eq!(found.user.user.id, session.user_id);
        assert!(found.data == session.data, "{session:?}");
    }
    let longer = change(now(), later(), Some(&data));
    assert_eq!(
        store.update_session(&hash(1), &longer).await.unwrap(),
        Update::Updated
    );
    let found = store.find_session(&hash(1)).await.unwrap().unwrap();
    assert!(found.data == Some(data));
    for (number, session) in kept.iter().enumerate() {
        let (issuer, subject) = (&*session.issuer, &*session.subject);
        let id = session.provider_session.as_deref().unwrap();
        let which = match number % 3 {
            0 => SessionsOf::Account { issuer, subject },
            1 => SessionsOf::ProviderSession { issuer, id },
            _ => all_of(&session.user_id),
        };
        assert_eq!(
            store.delete_sessions(which).await.unwrap(),
            1,
            "{session:?}"
        );
    }
}
