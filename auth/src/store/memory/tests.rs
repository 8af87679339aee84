//! What is true of this store alone; what is true of all is in the contract.

use super::Memory;
use crate::account::User;
use crate::store::{
    AccountRecord, Accounts, Creation, EndedSession, EndedSessions, OwnedCreation, PasskeyRecord,
    Passkeys, SessionChange, SessionEpoch, SessionRecord, Sessions, SessionsOf, StoreError,
    TokenHash, Update, UserCreation, UserEpoch, UserRecord, Users, VerificationToken,
    VerificationTokens,
};
use crate::testing::contract;

contract::tests!(Memory::new());

fn ended(id: &str, expires_at: u64) -> EndedSession<'_> {
    EndedSession {
        id,
        user_id: "op:ada",
        expires_at,
    }
}

#[tokio::test]
async fn a_full_one_forgets_nothing_that_has_not_expired() {
    let store = Memory::with_capacity(2);
    for id in ["one", "two"] {
        assert_eq!(
            store.create_ended(&ended(id, 50)).await.unwrap(),
            Creation::Created
        );
    }
    assert!(matches!(
        store.create_ended(&ended("three", 60)).await,
        Err(StoreError::Full)
    ));
    let epoch = UserEpoch {
        user_id: "op:ada",
        epoch: SessionEpoch::from_bytes([1; 16]),
        expires_at: 60,
    };
    assert!(matches!(
        store.create_epoch(&epoch).await,
        Err(StoreError::Full)
    ));
    assert!(store.standing("op:ada", "one").await.unwrap().ended);
    assert_eq!(store.delete_expired(51, 9).await.unwrap(), 2);
    assert_eq!(store.create_epoch(&epoch).await.unwrap(), Creation::Created);
}

#[tokio::test]
async fn an_epoch_that_is_replaced_takes_one_place_and_lives_as_long_as_the_last() {
    let store = Memory::with_capacity(1);
    let epoch = |number, expires_at| UserEpoch {
        user_id: "op:ada",
        epoch: SessionEpoch::from_bytes([number; 16]),
        expires_at,
    };
    let _ = store.create_epoch(&epoch(0, 10)).await.unwrap();
    for number in 1..5 {
        let update = store.update_epoch(&epoch(number, 100)).await.unwrap();
        assert_eq!(update, Update::Updated);
    }
    assert_eq!(store.delete_expired(50, 9).await.unwrap(), 0);
    assert_eq!(store.delete_expired(101, 9).await.unwrap(), 1);
    assert_eq!(store.lock().len(), 0);
}

#[tokio::test]
async fn links_and_ended_sessions_share_its_room() {
    let store = Memory::with_capacity(2);
    let token = |token| VerificationToken {
        identifier: "ada@x.test",
        token,
        expires_at: 10,
    };
    assert_eq!(
        store.create_token(&token("one")).await.unwrap(),
        Creation::Created
    );
    assert_eq!(
        store.create_ended(&ended("one", 50)).await.unwrap(),
        Creation::Created
    );
    assert!(matches!(
        store.create_token(&token("two")).await,
        Err(StoreError::Full)
    ));
    assert!(matches!(
        store.create_ended(&ended("two", 60)).await,
        Err(StoreError::Full)
    ));
    assert!(
        store
            .take_token("ada@x.test", "one")
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(store.lock().tokens.len(), 0);
    assert_eq!(
        store.create_token(&token("two")).await.unwrap(),
        Creation::Created
    );
}

#[tokio::test]
async fn nobody_is_named_by_printing_it() {
    let store = Memory::with_capacity(5);
    let _ = store.create_ended(&ended("canary", 1)).await.unwrap();
    let printed = format!("{store:?}");
    assert_eq!(printed, "Memory { entries: 1, capacity: 5 }");
}

fn user(id: &str) -> UserRecord {
    UserRecord {
        user: User {
            id: id.to_owned(),
            email: Some(format!("{id}@x.test")),
            ..User::default()
        },
        roles: Vec::new(),
        disabled: false,
        created_at: 1,
    }
}

fn account(user_id: &str, subject: &str) -> AccountRecord {
    AccountRecord {
        issuer: "https://op.test".to_owned(),
        subject: subject.to_owned(),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        label: None,
        tokens: None,
        created_at: 1,
    }
}

fn session(user_id: &str, number: u32) -> SessionRecord {
    let mut hash = [0; 32];
    hash[..4].copy_from_slice(&number.to_le_bytes());
    SessionRecord {
        hash: TokenHash::from_bytes(hash),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        issuer: "https://op.test".to_owned(),
        subject: user_id.to_owned(),
        provider_session: None,
        signed_in_at: 1,
        authenticated_at: Some(1),
        seen_at: u64::from(number),
        expires_at: 1_000 + u64::from(number),
        device: Some(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
        ),
        address: Some("2001:db8::8a2e:370:7334".to_owned()),
        data: None,
        id_token: None,
    }
}

fn passkey(user_id: &str, credential_id: &[u8]) -> PasskeyRecord {
    PasskeyRecord {
        credential_id: credential_id.to_vec(),
        user_id: user_id.to_owned(),
        public_key: vec![4; 77],
        counter: 1,
        backed_up: false,
        transports: None,
        name: None,
        created_at: 1,
    }
}

async fn sign_up(store: &Memory, id: &str) {
    let creation = store
        .create_user(&user(id), &account(id, id))
        .await
        .unwrap();
    assert_eq!(creation, UserCreation::Created);
}

async fn sign_in(store: &Memory, session: &SessionRecord) -> OwnedCreation {
    store.create_session(session).await.unwrap()
}

#[tokio::test]
async fn what_is_deleted_leaves_nothing_behind_in_any_index() {
    let store = Memory::new();
    for id in ["ada", "bob"] {
        sign_up(&store, id).await;
        let linked = account(id, &format!("{id} again"));
        assert_eq!(
            store.create_account(&linked).await.unwrap(),
            OwnedCreation::Created
        );
        let kept = store
            .create_passkey(&passkey(id, id.as_bytes()))
            .await
            .unwrap();
        assert_eq!(kept, OwnedCreation::Created);
    }
    for number in 0..10 {
        let mut session = session(if number < 7 { "ada" } else { "bob" }, number);
        session.provider_session = (number < 2).then(|| "sid".to_owned());
        assert_eq!(sign_in(&store, &session).await, OwnedCreation::Created);
    }
    assert_eq!(store.lock().len(), 2 + 4 + 2 + 10);
    let first = session("ada", 0).hash;
    let change = SessionChange {
        seen_at: 50,
        expires_at: 2_000,
        data: Some("{}".to_owned()),
    };
    assert_eq!(
        store.update_session(&first, &change).await.unwrap(),
        Update::Updated
    );
    assert_eq!(store.sessions_of("ada").await.unwrap()[0].hash, first);
    assert_eq!(store.delete_expired_sessions(1_001, 9).await.unwrap(), 0);
    assert_eq!(store.delete_expired_sessions(1_003, 1).await.unwrap(), 1);
    assert_eq!(store.delete_expired_sessions(1_003, 9).await.unwrap(), 1);
    let of_provider = SessionsOf::ProviderSession {
        issuer: "https://op.test",
        id: "sid",
    };
    assert_eq!(store.delete_sessions(of_provider).await.unwrap(), 1);
    assert!(store.delete_session(&session("ada", 3).hash).await.unwrap());
    let kept = session("ada", 4).hash;
    let others = SessionsOf::User {
        id: "ada",
        except: Some(&kept),
    };
    assert_eq!(store.delete_sessions(others).await.unwrap(), 2);
    assert!(store.find_session(&kept).await.unwrap().is_some());
    let of_account = SessionsOf::Account {
        issuer: "https://op.test",
        subject: "bob",
    };
    assert_eq!(store.delete_sessions(of_account).await.unwrap(), 3);
    assert!(store.delete_user("ada").await.unwrap());
    assert!(store.find_session(&kept).await.unwrap().is_none());
    assert!(store.find_user("bob").await.unwrap().is_some());
    assert!(store.delete_user("bob").await.unwrap());
    let entries = store.lock();
    assert_eq!(entries.len(), 0);
    assert!(entries.people.is_empty() && entries.accounts.is_empty());
    assert!(entries.sessions.is_empty());
}

#[tokio::test]
async fn users_accounts_passkeys_and_sessions_share_its_room() {
    let store = Memory::with_capacity(4);
    sign_up(&store, "ada").await;
    assert_eq!(
        sign_in(&store, &session("ada", 1)).await,
        OwnedCreation::Created
    );
    let refused = store
        .create_user(&user("bob"), &account("bob", "bob"))
        .await;
    assert!(
        matches!(refused, Err(StoreError::Full)),
        "room for one of two"
    );
    assert!(store.find_user("bob").await.unwrap().is_none());
    let kept = store.create_passkey(&passkey("ada", b"key")).await.unwrap();
    assert_eq!(kept, OwnedCreation::Created);
    let refused = store.create_session(&session("ada", 2)).await;
    assert!(matches!(refused, Err(StoreError::Full)));
    let refused = store.create_account(&account("ada", "second")).await;
    assert!(matches!(refused, Err(StoreError::Full)));
    assert!(store.delete_passkey("ada", b"key").await.unwrap());
    assert_eq!(
        sign_in(&store, &session("ada", 2)).await,
        OwnedCreation::Created
    );
}

#[test]
fn a_session_takes_no_more_than_400_bytes() {
    let store = Memory::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let users: Vec<_> = (0..1_000).map(|number| format!("user {number}")).collect();
    for id in &users {
        runtime.block_on(sign_up(&store, id));
    }
    // The table of hashes has just grown: it never takes more for one.
    let sessions = 28_673;
    let kept = allocation_counter::measure(|| {
        for (number, id) in (0..sessions).zip(users.iter().cycle()) {
            let creation = runtime.block_on(sign_in(&store, &session(id, number)));
            assert_eq!(creation, OwnedCreation::Created);
        }
    });
    let each = kept.bytes_current / i64::from(sessions);
    assert!((200..=400).contains(&each), "{each} bytes");
}
