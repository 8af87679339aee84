//! The sessions themselves.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::future::ready;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use super::{Entries, Memory};
use crate::outbound::BoxFuture;
use crate::store::{
    FoundSession, OwnedCreation, SessionChange, SessionRecord, Sessions, SessionsOf, StoreError,
    TokenHash, Update,
};

#[derive(Default)]
pub(super) struct Live {
    by_hash: HashMap<TokenHash, Place>,
    places: Vec<Option<Box<Session>>>,
    free: Vec<Place>,
    by_expiry: BTreeSet<(u64, Place)>,
    /// By the digest of each key that it can be ended by.
    by_key: BTreeSet<(u64, Place)>,
    digests: RandomState,
}

/// Where in [`Live::places`].
type Place = u32;

struct Session {
    hash: TokenHash,
    user_id: Arc<str>,
    provider: Arc<str>,
    issuer: Arc<str>,
    subject: Arc<str>,
    signed_in_at: u64,
    authenticated_at: Option<u64>,
    seen_at: u64,
    expires_at: u64,
    device: Option<Arc<str>>,
    address: Option<Box<str>>,
    more: Option<Box<More>>,
}

/// What most sessions do not have.
#[derive(Default, PartialEq)]
struct More {
    provider_session: Option<Box<str>>,
    data: Option<Box<str>>,
    id_token: Option<Box<str>>,
}

/// What several sessions can have in common.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    User(&'a str),
    Account(&'a str, &'a str),
    ProviderSession(&'a str, &'a str),
}

impl Live {
    pub(super) fn len(&self) -> usize {
        self.by_hash.len()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.by_hash.is_empty()
            && self.by_key.is_empty()
            && self.by_expiry.is_empty()
            && self.places.iter().all(Option::is_none)
            && self.free.len() == self.places.len()
    }

    fn get(&self, hash: &TokenHash) -> Option<&Session> {
        self.at(*self.by_hash.get(hash)?)
    }

    fn at(&self, place: Place) -> Option<&Session> {
        self.places.get(place as usize)?.as_deref()
    }

    /// `None` when there is no place left.
    fn put(&mut self, session: Session) -> Option<()> {
        let place = match self.free.pop() {
            Some(place) => place,
            None => {
                let place = Place::try_from(self.places.len()).ok()?;
                self.places.push(None);
                place
            }
        };
        for key in session.keys() {
            self.by_key.insert((self.digests.hash_one(key), place));
        }
        self.by_expiry.insert((session.expires_at, place));
        self.by_hash.insert(session.hash, place);
        *self.places.get_mut(place as usize)? = Some(Box::new(session));
        Some(())
    }

    fn update(&mut self, hash: &TokenHash, change: &SessionChange) -> Update {
        let session = self.by_hash.get(hash).and_then(|place| {
            let session = self.places.get_mut(*place as usize)?.as_deref_mut()?;
            Some((*place, session))
        });
        let Some((place, session)) = session else {
            return Update::Absent;
        };
        if session.expires_at != change.expires_at {
            self.by_expiry.remove(&(session.expires_at, place));
            self.by_expiry.insert((change.expires_at, place));
        }
        session.seen_at = change.seen_at;
        session.expires_at = change.expires_at;
        if let Some(data) = &change.data {
            session.more.get_or_insert_default().data = Some(data.as_str().into());
        }
        Update::Updated
    }

    fn remove(&mut self, place: Place) -> bool {
        let session = self.places.get_mut(place as usize).and_then(Option::take);
        let Some(session) = session else {
            return false;
        };
        for key in session.keys() {
            self.by_key.remove(&(self.digests.hash_one(key), place));
        }
        self.by_expiry.remove(&(session.expires_at, place));
        self.by_hash.remove(&session.hash);
        self.free.push(place);
        true
    }

    fn delete(&mut self, hash: &TokenHash) -> bool {
        let place = self.by_hash.get(hash).copied();
        place.is_some_and(|place| self.remove(place))
    }

    /// How many they were.
    pub(super) fn end(&mut self, which: SessionsOf<'_>) -> usize {
        let (key, except) = match which {
            SessionsOf::User { id, except } => (Key::User(id), except),
            SessionsOf::Account { issuer, subject } => (Key::Account(issuer, subject), None),
            SessionsOf::ProviderSession { issuer, id } => (Key::ProviderSession(issuer, id), None),
        };
        let places: Vec<_> = self
            .with(key)
            .filter(|(_, session)| Some(&session.hash) != except)
            .map(|(place, _)| place)
            .collect();
        let ended = places.into_iter().filter(|place| self.remove(*place));
        ended.count()
    }

    /// Two keys with one digest are next to impossible, and are told apart all the same.
    fn with<'a>(&'a self, key: Key<'a>) -> impl Iterator<Item = (Place, &'a Session)> {
        let digest = self.digests.hash_one(&key);
        self.by_key
            .range((digest, Place::MIN)..=(digest, Place::MAX))
            .filter_map(|(_, place)| Some((*place, self.at(*place)?)))
            .filter(move |(_, session)| session.keys().any(|other| other == key))
    }

    fn of(&self, user_id: &str) -> Vec<SessionRecord> {
        let sessions = self.with(Key::User(user_id));
        let mut records: Vec<_> = sessions.map(|(_, session)| session.record()).collect();
        records.sort_by_key(|record| (Reverse(record.seen_at), record.hash));
        records
    }

    fn delete_expired(&mut self, now: u64, at_most: usize) -> usize {
        let mut deleted = 0;
        while deleted < at_most
            && let Some((expires_at, place)) = self.by_expiry.first().copied()
            && expires_at < now
            && self.remove(place)
        {
            deleted += 1;
        }
        deleted
    }
}

impl Session {
    fn keys(&self) -> impl Iterator<Item = Key<'_>> {
        let more = self.more.as_deref();
        let id = more.and_then(|more| more.provider_session.as_deref());
        [
            Key::User(&self.user_id),
            Key::Account(&self.issuer, &self.subject),
        ]
        .into_iter()
        .chain(id.map(|id| Key::ProviderSession(&self.issuer, id)))
    }

    fn data(&self) -> Option<String> {
        self.more(|more| &more.data)
    }

    fn more(&self, what: impl Fn(&More) -> &Option<Box<str>>) -> Option<String> {
        what(self.more.as_deref()?).as_deref().map(str::to_owned)
    }

    fn record(&self) -> SessionRecord {
        SessionRecord {
            hash: self.hash,
            user_id: self.user_id.to_string(),
            provider: self.provider.to_string(),
            issuer: self.issuer.to_string(),
            subject: self.subject.to_string(),
            provider_session: self.more(|more| &more.provider_session),
            signed_in_at: self.signed_in_at,
            authenticated_at: self.authenticated_at,
            seen_at: self.seen_at,
            expires_at: self.expires_at,
            device: self.device.as_deref().map(str::to_owned),
            address: self.address.as_deref().map(str::to_owned),
            data: self.data(),
            id_token: self.more(|more| &more.id_token),
        }
    }
}

impl More {
    fn of(record: &SessionRecord) -> Option<Box<Self>> {
        let more = Self {
            provider_session: record.provider_session.as_deref().map(Box::from),
            data: record.data.as_deref().map(Box::from),
            id_token: record.id_token.as_deref().map(Box::from),
        };
        (more != Self::default()).then(|| Box::new(more))
    }
}

impl Entries {
    fn find_session(&self, hash: &TokenHash) -> Option<FoundSession> {
        let session = self.sessions.get(hash)?;
        let user = self.people.get(&session.user_id)?.record.clone();
        Some(FoundSession {
            user,
            provider: session.provider.to_string(),
            signed_in_at: session.signed_in_at,
            authenticated_at: session.authenticated_at,
            begun_elsewhere: false,
            seen_at: session.seen_at,
            expires_at: session.expires_at,
            data: session.data(),
        })
    }

    fn begin(&mut self, user_id: Arc<str>, record: &SessionRecord) -> Option<()> {
        let (issuer, subject) = (&record.issuer, &record.subject);
        let linked = self.accounts.subject(issuer, subject);
        let session = Session {
            hash: record.hash,
            user_id,
            provider: self.texts.share(&record.provider),
            issuer: self.texts.share(issuer),
            subject: linked.unwrap_or_else(|| subject.as_str().into()),
            signed_in_at: record.signed_in_at,
            authenticated_at: record.authenticated_at,
            seen_at: record.seen_at,
            expires_at: record.expires_at,
            device: record.device.as_deref().map(|text| self.texts.share(text)),
            address: record.address.as_deref().map(Box::from),
            more: More::of(record),
        };
        self.sessions.put(session)
    }
}

impl Memory {
    fn keep_session(&self, session: &SessionRecord) -> Result<OwnedCreation, StoreError> {
        let mut entries = self.lock();
        let user = entries.people.get(&session.user_id);
        let user = user.filter(|user| !user.record.disabled);
        let Some(user_id) = user.and_then(|_| entries.people.id(&session.user_id)) else {
            return Ok(OwnedCreation::UserAbsent);
        };
        if entries.sessions.get(&session.hash).is_some() {
            return Ok(OwnedCreation::Exists);
        }
        self.room(&entries, 1)?;
        let begun = entries.begin(user_id, session);
        begun
            .map(|()| OwnedCreation::Created)
            .ok_or(StoreError::Full)
    }
}

impl Sessions for Memory {
    fn find_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<Option<FoundSession>, StoreError>> {
        Box::pin(ready(Ok(self.lock().find_session(hash))))
    }

    fn create_session<'a>(
        &'a self,
        session: &'a SessionRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>> {
        Box::pin(ready(self.keep_session(session)))
    }

    fn update_session<'a>(
        &'a self,
        hash: &'a TokenHash,
        change: &'a SessionChange,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(ready(Ok(self.lock().sessions.update(hash, change))))
    }

    fn delete_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(ready(Ok(self.lock().sessions.delete(hash))))
    }

    fn delete_sessions<'a>(
        &'a self,
        which: SessionsOf<'a>,
    ) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(ready(Ok(self.lock().sessions.end(which))))
    }

    fn sessions_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<SessionRecord>, StoreError>> {
        Box::pin(ready(Ok(self.lock().sessions.of(user_id))))
    }

    fn delete_expired_sessions(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        let deleted = self.lock().sessions.delete_expired(now, at_most);
        Box::pin(ready(Ok(deleted)))
    }
}
