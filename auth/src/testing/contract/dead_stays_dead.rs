//! What has ended stays ended, whatever happens at the same time: the promise behind all others of sessions.
//!
//! Several tasks do what requests and sign-outs do, as random numbers say. As soon as one of them has been told that a
//! session is gone, none that asks later may find it, and nothing may change it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::record::{HOUR, ISSUER, account, all_of, earlier, hash, later, now, session, user};
use super::task::at_once;
use crate::store::{
    Accounts, OwnedCreation, SessionChange, SessionRecord, Sessions, SessionsOf, Update,
    UserChange, Users,
};

/// What has been told of the sessions that have begun: whether each has ended.
#[derive(Debug, Clone, Default)]
struct Told(Arc<Mutex<HashMap<u32, (SessionRecord, bool)>>>);

impl Told {
    fn begin(&self, number: u32, session: SessionRecord) {
        self.0.lock().unwrap().insert(number, (session, false));
    }

    /// One of those that have begun, and whether it has ended.
    fn any(&self, random: &mut Random) -> Option<(u32, SessionRecord, bool)> {
        let told = self.0.lock().unwrap();
        let mut numbers: Vec<_> = told.keys().copied().collect();
        numbers.sort_unstable();
        let number = *numbers.get(random.below(numbers.len().max(1)))?;
        let (session, has_ended) = told.get(&number)?;
        Some((number, session.clone(), *has_ended))
    }

    /// Those that have begun and are to end by this.
    fn all(&self, end: impl Fn(&SessionRecord) -> bool) -> Vec<u32> {
        let told = self.0.lock().unwrap();
        let ending = told.iter().filter(|(_, (session, _))| end(session));
        ending.map(|(number, _)| *number).collect()
    }

    fn end(&self, numbers: &[u32]) {
        let mut told = self.0.lock().unwrap();
        for number in numbers {
            if let Some((_, has_ended)) = told.get_mut(number) {
                *has_ended = true;
            }
        }
    }

    fn ended(&self) -> Vec<SessionRecord> {
        let told = self.0.lock().unwrap();
        let ended = told.values().filter(|(_, has_ended)| *has_ended);
        ended.map(|(session, _)| session.clone()).collect()
    }
}

/// Numbers that are the same each time (SplitMix64).
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, number: usize) -> usize {
        usize::try_from(self.next() % number as u64).unwrap()
    }
}

/// SS-06, SS-08: a session of which somebody was told that it is gone never comes back.
pub(super) async fn random(store: &(impl Users + Accounts + Sessions + Clone), seed: u64) {
    let told = Told::default();
    for id in USERS {
        let _ = store
            .create_user(&user(id), &account(id, id))
            .await
            .unwrap();
    }
    at_once(0..TASKS, |task| {
        let (store, told) = (store.clone(), told.clone());
        async move {
            let mut random = Random(seed << 8 | u64::from(task));
            for step in 0..STEPS {
                act(&store, &told, &mut random, task * STEPS + step).await;
            }
        }
    })
    .await;
    for session in told.ended() {
        let found = store.find_session(&session.hash).await.unwrap();
        assert!(found.is_none(), "{session:?} has come back");
        let deleted = store.delete_session(&session.hash).await.unwrap();
        assert!(!deleted, "{session:?} has come back");
    }
}

async fn act(
    store: &(impl Users + Accounts + Sessions),
    told: &Told,
    random: &mut Random,
    number: u32,
) {
    let id = USERS[random.below(USERS.len())];
    let Some((old, session, had_ended)) = told.any(random).filter(|_| random.below(5) > 0) else {
        return begin(store, told, random, number, id).await;
    };
    let hash = &session.hash;
    match random.below(24) {
        0..6 => {
            let found = store.find_session(hash).await.unwrap();
            assert!(!had_ended || found.is_none(), "{session:?} has come back");
            if found.is_none() {
                told.end(&[old]);
            }
        }
        6..14 => {
            let change = SessionChange {
                seen_at: now(),
                expires_at: later() + HOUR,
                data: (random.below(2) == 0).then(|| "{}".to_owned()),
            };
            let update = store.update_session(hash, &change).await.unwrap();
            assert!(
                !had_ended || update == Update::Absent,
                "{session:?} has come back"
            );
            if update == Update::Absent {
                told.end(&[old]);
            }
        }
        14..16 => {
            let deleted = store.delete_session(hash).await.unwrap();
            assert!(!had_ended || !deleted, "{session:?} has come back");
            told.end(&[old]);
        }
        16 => {
            let ending = told.all(|other| other.user_id == id);
            let _ = store.delete_sessions(all_of(id)).await.unwrap();
            told.end(&ending);
        }
        17 => {
            let others = told.all(|other| other.user_id == id && other.hash != *hash);
            let except = Some(hash);
            let which = SessionsOf::User { id, except };
            let _ = store.delete_sessions(which).await.unwrap();
            told.end(&others);
        }
        18 => {
            let ending = told.all(|other| other.subject == session.subject);
            let which = SessionsOf::Account {
                issuer: ISSUER,
                subject: &session.subject,
            };
            let _ = store.delete_sessions(which).await.unwrap();
            told.end(&ending);
        }
        19 => {
            let at_provider = session.provider_session.as_deref().unwrap();
            let ending = told.all(|other| other.provider_session == session.provider_session);
            let which = SessionsOf::ProviderSession {
                issuer: ISSUER,
                id: at_provider,
            };
            let _ = store.delete_sessions(which).await.unwrap();
            told.end(&ending);
        }
        20 => {
            let _ = store.delete_expired_sessions(now(), 3).await.unwrap();
        }
        21 => {
            let disabled = UserChange::Disabled(random.below(2) == 0);
            let _ = store.update_user(id, disabled).await.unwrap();
        }
        22 => {
            let ending = told.all(|other| other.user_id == id);
            let _ = store.delete_user(id).await.unwrap();
            told.end(&ending);
            let _ = store
                .create_user(&user(id), &account(id, id))
                .await
                .unwrap();
        }
        _ => {
            let ended = told.ended();
            for listed in store.sessions_of(id).await.unwrap() {
                let has_ended = ended.iter().any(|session| session.hash == listed.hash);
                assert!(!has_ended, "{listed:?} has come back");
            }
        }
    }
}

async fn begin(
    store: &(impl Users + Accounts + Sessions),
    told: &Told,
    random: &mut Random,
    number: u32,
    id: &str,
) {
    let session = SessionRecord {
        hash: hash(number),
        subject: format!("{id} {}", random.below(2)),
        provider_session: Some(format!("sid {}", random.below(4))),
        // Some have expired, and may be forgotten unless somebody uses them before.
        expires_at: if random.below(4) == 0 {
            earlier()
        } else {
            later()
        },
        ..session(id, number)
    };
    if store.create_session(&session).await.unwrap() == OwnedCreation::Created {
        told.begin(number, session);
    }
}

pub(super) const USERS: [&str; 3] = ["ada", "bob", "eve"];
const TASKS: u32 = 6;
const STEPS: u32 = 40;
