//! What a store of passkeys has to hold.

use super::record::{TEXTS, passkey, sign_up};
use super::task::{at_once, count};
use crate::store::{
    Accounts, OwnedCreation, PasskeyRecord, Passkeys, Update, UserChange, UserUpdate, Users,
};

async fn register(store: &impl Passkeys, passkey: &PasskeyRecord) {
    let creation = store.create_passkey(passkey).await.unwrap();
    assert_eq!(creation, OwnedCreation::Created, "{passkey:?}");
}

async fn find(store: &impl Passkeys, credential_id: &[u8]) -> Option<PasskeyRecord> {
    store.find_passkey(credential_id).await.unwrap()
}

async fn names_of(store: &impl Passkeys, user_id: &str) -> Vec<String> {
    let passkeys = store.passkeys_of(user_id).await.unwrap();
    let names = passkeys.into_iter().filter_map(|passkey| passkey.name);
    names.collect()
}

/// A passkey is found by its credential id, as it was kept.
pub async fn a_passkey_is_found_by_its_credential_id(store: &(impl Users + Accounts + Passkeys)) {
    assert_eq!(find(store, b"key").await, None);
    sign_up(store, "ada").await;
    let bare = PasskeyRecord {
        backed_up: false,
        transports: None,
        name: None,
        counter: u32::MAX,
        ..passkey("ada", b"bare")
    };
    register(store, &passkey("ada", b"key")).await;
    register(store, &bare).await;
    assert_eq!(find(store, b"key").await, Some(passkey("ada", b"key")));
    assert_eq!(find(store, b"bare").await, Some(bare));
    for other in [&b"ke"[..], b"KEY", b"key ", b"key\0", b"%", b""] {
        assert_eq!(find(store, other).await, None, "{other:?}");
    }
}

/// A passkey stays whose it is, as it is.
pub async fn a_passkey_is_created_once(store: &(impl Users + Accounts + Passkeys + Clone)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    register(store, &passkey("ada", b"key")).await;
    for other in ["bob", "ada"] {
        let again = PasskeyRecord {
            public_key: vec![1],
            counter: 9,
            ..passkey(other, b"key")
        };
        let creation = store.create_passkey(&again).await.unwrap();
        assert_eq!(creation, OwnedCreation::Exists, "{other}");
    }
    assert_eq!(find(store, b"key").await, Some(passkey("ada", b"key")));
    assert_eq!(store.passkeys_of("bob").await.unwrap(), []);
    let creations = at_once(["ada", "bob", "ada", "bob"], |id| {
        let store = store.clone();
        async move { store.create_passkey(&passkey(id, b"new")).await.unwrap() }
    })
    .await;
    assert_eq!(
        count(&creations, &OwnedCreation::Created),
        1,
        "{creations:?}"
    );
    assert_eq!(
        count(&creations, &OwnedCreation::Exists),
        3,
        "{creations:?}"
    );
}

/// A passkey is of a user who is there, or of one who is kept out; that nobody is there is said first.
pub async fn a_passkey_is_of_who_is_there(store: &(impl Users + Accounts + Passkeys)) {
    sign_up(store, "ada").await;
    register(store, &passkey("ada", b"key")).await;
    for credential_id in [&b"new"[..], b"key"] {
        let creation = store
            .create_passkey(&passkey("nobody", credential_id))
            .await;
        assert_eq!(creation.unwrap(), OwnedCreation::UserAbsent);
    }
    assert_eq!(find(store, b"new").await, None);
    let disabled = UserChange::Disabled(true);
    let update = store.update_user("ada", disabled).await.unwrap();
    assert_eq!(update, UserUpdate::Updated);
    register(store, &passkey("ada", b"new")).await;
}

/// The oldest is the one that was registered first, whatever the order in which they were written.
pub async fn passkeys_of_a_user_are_told_oldest_first(store: &(impl Users + Accounts + Passkeys)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    for (name, created_at) in [("newest", 3_000), ("oldest", 500), ("newer", 2_000)] {
        let passkey = PasskeyRecord {
            name: Some(name.to_owned()),
            created_at,
            ..passkey("ada", name.as_bytes())
        };
        register(store, &passkey).await;
    }
    assert_eq!(names_of(store, "ada").await, ["oldest", "newer", "newest"]);
    assert!(names_of(store, "bob").await.is_empty());
    assert!(names_of(store, "nobody").await.is_empty());
}

/// AL-20: a counter moves on from what it is known to be, and nothing else changes.
pub async fn a_counter_moves_only_from_what_it_was(store: &(impl Users + Accounts + Passkeys)) {
    sign_up(store, "ada").await;
    register(store, &passkey("ada", b"key")).await;
    register(store, &passkey("ada", b"other")).await;
    let update = async |from, to| store.update_passkey(b"key", from, to).await.unwrap();
    for from in [0, 2, 7, u32::MAX] {
        assert_eq!(update(from, 9).await, Update::Absent, "{from}");
    }
    assert_eq!(find(store, b"key").await, Some(passkey("ada", b"key")));
    assert_eq!(update(1, 7).await, Update::Updated);
    assert_eq!(update(1, 8).await, Update::Absent, "it has moved");
    assert_eq!(update(7, u32::MAX).await, Update::Updated);
    let expected = PasskeyRecord {
        counter: u32::MAX,
        ..passkey("ada", b"key")
    };
    assert_eq!(find(store, b"key").await, Some(expected));
    assert_eq!(find(store, b"other").await, Some(passkey("ada", b"other")));
    let counts_nothing = PasskeyRecord {
        counter: 0,
        ..passkey("ada", b"zero")
    };
    register(store, &counts_nothing).await;
    let update = store.update_passkey(b"zero", 0, 0).await.unwrap();
    assert_eq!(
        update,
        Update::Updated,
        "nothing has to move for it to be there"
    );
}

/// AL-20: of many who use one answer of an authenticator at once one comes in.
pub async fn of_many_that_move_a_counter_at_once_one_succeeds(
    store: &(impl Users + Accounts + Passkeys + Clone),
) {
    sign_up(store, "ada").await;
    register(store, &passkey("ada", b"key")).await;
    let updates = at_once(10..18, |to| {
        let store = store.clone();
        async move { store.update_passkey(b"key", 1, to).await.unwrap() }
    })
    .await;
    assert_eq!(count(&updates, &Update::Updated), 1, "{updates:?}");
    let place = updates.iter().position(|update| *update == Update::Updated);
    let counter = find(store, b"key").await.unwrap().counter;
    assert_eq!(place, Some(counter as usize - 10));
}

/// No passkey is registered by being updated.
pub async fn a_passkey_that_is_absent_is_not_created_by_updating_it(
    store: &(impl Users + Accounts + Passkeys),
) {
    let update = store.update_passkey(b"key", 0, 1).await.unwrap();
    assert_eq!(update, Update::Absent);
    assert_eq!(find(store, b"key").await, None);
}

/// A passkey is taken from whose it is, once.
pub async fn a_passkey_is_taken_away_from_its_user_once(
    store: &(impl Users + Accounts + Passkeys),
) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    register(store, &passkey("ada", b"key")).await;
    register(store, &passkey("ada", b"other")).await;
    for other in ["bob", "ADA", "nobody"] {
        assert!(
            !store.delete_passkey(other, b"key").await.unwrap(),
            "{other}"
        );
    }
    assert!(store.delete_passkey("ada", b"key").await.unwrap());
    assert!(!store.delete_passkey("ada", b"key").await.unwrap());
    assert_eq!(find(store, b"key").await, None);
    assert_eq!(
        store.passkeys_of("ada").await.unwrap(),
        [passkey("ada", b"other")]
    );
    register(store, &passkey("bob", b"key")).await;
}

/// SS-11: who is deleted leaves no passkey behind, and others keep theirs.
pub async fn a_user_is_deleted_with_their_passkeys(store: &(impl Users + Accounts + Passkeys)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    for credential_id in [b"one", b"two"] {
        register(store, &passkey("ada", credential_id)).await;
    }
    register(store, &passkey("bob", b"bobs")).await;
    assert!(store.delete_user("ada").await.unwrap());
    for credential_id in [b"one", b"two"] {
        assert_eq!(find(store, credential_id).await, None);
    }
    assert_eq!(store.passkeys_of("ada").await.unwrap(), []);
    assert_eq!(find(store, b"bobs").await, Some(passkey("bob", b"bobs")));
    sign_up(store, "ada").await;
    assert_eq!(store.passkeys_of("ada").await.unwrap(), []);
    register(store, &passkey("bob", b"one")).await;
}

/// ST-14: credential ids are bytes of any kind, up to 1023 of them.
pub async fn credential_ids_are_bytes_of_any_kind(store: &(impl Users + Accounts + Passkeys)) {
    sign_up(store, "ada").await;
    let long = vec![0xff; 1_023];
    let mut longer = long.clone();
    longer[1_022] = 0xfe;
    let zeros = [&b"\0"[..], b"\0\0", b"a\0b", b"a\0c", b"\xff\xfe", b"\x80"];
    let ids: Vec<&[u8]> = TEXTS
        .iter()
        .map(|text| text.as_bytes())
        .chain(zeros)
        .chain([&*long, &longer])
        .collect();
    let record = |(number, id): (usize, &&[u8])| PasskeyRecord {
        public_key: id.repeat(2),
        name: TEXTS.get(number).map(|text| (*text).to_owned()),
        ..passkey("ada", id)
    };
    for numbered in ids.iter().enumerate() {
        register(store, &record(numbered)).await;
    }
    for numbered in ids.iter().enumerate() {
        assert_eq!(find(store, numbered.1).await, Some(record(numbered)));
    }
    for id in ids {
        assert!(store.delete_passkey("ada", id).await.unwrap(), "{id:?}");
    }
}
