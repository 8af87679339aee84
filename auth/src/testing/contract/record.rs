//! What the promises keep in a store.

use crate::account::User;
use crate::clock::{Clock, SystemClock};
use crate::store::{
    AccountRecord, Accounts, OwnedCreation, PasskeyRecord, SessionRecord, Sessions, SessionsOf,
    TokenHash, UserCreation, UserRecord, Users,
};

/// The issuer of whatever does not say another.
pub(super) const ISSUER: &str = "https://op.test";

/// In seconds.
pub(super) const HOUR: u64 = 3_600;

/// When what has just begun will have expired.
pub(super) fn later() -> u64 {
    now() + HOUR
}

/// When what is over expired.
pub(super) fn earlier() -> u64 {
    now() - HOUR
}

pub(super) fn now() -> u64 {
    SystemClock.now()
}

/// A user whose address is that id at `x.test`.
pub(super) fn user(id: &str) -> UserRecord {
    UserRecord {
        user: User {
            id: id.to_owned(),
            name: Some(format!("name of {id}")),
            email: Some(format!("{id}@x.test")),
            email_verified: true,
            image: Some(format!("https://x.test/{id}.png")),
        },
        roles: vec!["editor".to_owned(), "reader".to_owned()],
        disabled: false,
        created_at: 1_000,
    }
}

/// One without an address, for ids that make none.
pub(super) fn without_address(id: &str) -> UserRecord {
    let mut record = user(id);
    record.user.email = None;
    record.user.email_verified = false;
    record
}

pub(super) fn account(user_id: &str, subject: &str) -> AccountRecord {
    AccountRecord {
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        label: Some(format!("label of {subject}")),
        tokens: Some(format!("tokens of {subject}")),
        created_at: 1_000,
    }
}

/// A session that has just begun.
pub(super) fn session(user_id: &str, number: u32) -> SessionRecord {
    let now = now();
    SessionRecord {
        hash: hash(number),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        issuer: ISSUER.to_owned(),
        subject: user_id.to_owned(),
        provider_session: None,
        signed_in_at: now,
        authenticated_at: Some(now - 60),
        seen_at: now,
        expires_at: now + HOUR,
        device: Some(format!("device {number}")),
        address: Some("2001:db8::1".to_owned()),
        data: Some(format!("{{\"number\":{number}}}")),
        id_token: Some(format!("ID token {number}")),
    }
}

/// The hash of a token; all of them differ in the last bytes alone.
pub(super) fn hash(number: u32) -> TokenHash {
    let mut bytes = [0xa7; 32];
    bytes[28..].copy_from_slice(&number.to_be_bytes());
    TokenHash::from_bytes(bytes)
}

pub(super) fn passkey(user_id: &str, credential_id: &[u8]) -> PasskeyRecord {
    PasskeyRecord {
        credential_id: credential_id.to_vec(),
        user_id: user_id.to_owned(),
        public_key: (0..=255).collect(),
        counter: 1,
        backed_up: true,
        transports: Some("internal,usb".to_owned()),
        name: Some("a key".to_owned()),
        created_at: 1_000,
    }
}

/// A user with one account, whose subject is their id.
pub(super) async fn sign_up(store: &(impl Users + ?Sized), id: &str) {
    let creation = store.create_user(&user(id), &account(id, id)).await;
    assert_eq!(creation.unwrap(), UserCreation::Created, "{id}");
}

pub(super) async fn link(store: &impl Accounts, account: &AccountRecord) {
    let creation = store.create_account(account).await.unwrap();
    assert_eq!(creation, OwnedCreation::Created, "{account:?}");
}

pub(super) async fn begin(store: &impl Sessions, session: &SessionRecord) {
    let creation = store.create_session(session).await.unwrap();
    assert_eq!(creation, OwnedCreation::Created, "{session:?}");
}

/// Whether there is a session, by all that can be asked.
pub(super) async fn lives(store: &impl Sessions, session: &SessionRecord) -> bool {
    let found = store.find_session(&session.hash).await.unwrap();
    let listed = store.sessions_of(&session.user_id).await.unwrap();
    let listed = listed.iter().any(|other| other.hash == session.hash);
    assert_eq!(
        found.is_some(),
        listed,
        "it is found and listed, or neither"
    );
    listed
}

pub(super) fn all_of(id: &str) -> SessionsOf<'_> {
    SessionsOf::User { id, except: None }
}

/// Texts that mean something somewhere, and pairs of texts that some databases take for one.
pub(super) const TEXTS: &[&str] = &[
    "'; DROP TABLE users; --",
    "\" OR \"\"=\"",
    "%",
    "_",
    "*",
    "?[a]",
    "{a}:b",
    "a\\b",
    "a\nb\tc\r",
    "$1",
    "a b",
    "a b ",
    " a b",
    "case",
    "CASE",
    "Case",
    "e\u{301}",
    "\u{e9}",
    "e",
    "stra\u{df}e",
    "strasse",
    "\u{1f600}",
    "\u{1f601}",
    "\u{202e}abc",
    "null",
    "0",
    "00",
];
