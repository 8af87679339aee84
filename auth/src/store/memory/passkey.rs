//! The passkeys of users.

use std::collections::HashMap;
use std::future::ready;
use std::sync::Arc;

use super::{Entries, Memory};
use crate::outbound::BoxFuture;
use crate::store::{OwnedCreation, PasskeyRecord, Passkeys, StoreError, Update};

#[derive(Default)]
pub(super) struct Credentials {
    by_id: HashMap<Arc<[u8]>, PasskeyRecord>,
}

impl Credentials {
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn remove(&mut self, credential_id: &[u8]) {
        self.by_id.remove(credential_id);
    }

    fn update(&mut self, credential_id: &[u8], from: u32, to: u32) -> Update {
        match self.by_id.get_mut(credential_id) {
            Some(passkey) if passkey.counter == from => {
                passkey.counter = to;
                Update::Updated
            }
            _ => Update::Absent,
        }
    }
}

impl Entries {
    fn passkeys_of(&self, user_id: &str) -> Vec<PasskeyRecord> {
        let person = self.people.get(user_id);
        let mut passkeys: Vec<_> = person
            .into_iter()
            .flat_map(|person| &person.passkeys)
            .filter_map(|id| self.passkeys.by_id.get(id).cloned())
            .collect();
        passkeys.sort_by_key(|passkey| passkey.created_at);
        passkeys
    }

    fn delete_passkey(&mut self, user_id: &str, credential_id: &[u8]) -> bool {
        let Some(person) = self.people.get_mut(user_id) else {
            return false;
        };
        let place = person.passkeys.iter().position(|id| **id == *credential_id);
        let Some(place) = place else {
            return false;
        };
        person.passkeys.remove(place);
        self.passkeys.remove(credential_id);
        true
    }
}

impl Memory {
    fn keep_passkey(&self, passkey: &PasskeyRecord) -> Result<OwnedCreation, StoreError> {
        let mut entries = self.lock();
        if entries.people.get(&passkey.user_id).is_none() {
            return Ok(OwnedCreation::UserAbsent);
        }
        if entries.passkeys.by_id.contains_key(&*passkey.credential_id) {
            return Ok(OwnedCreation::Exists);
        }
        self.room(&entries, 1)?;
        let id: Arc<[u8]> = passkey.credential_id.as_slice().into();
        if let Some(person) = entries.people.get_mut(&passkey.user_id) {
            person.passkeys.push(Arc::clone(&id));
        }
        entries.passkeys.by_id.insert(id, passkey.clone());
        Ok(OwnedCreation::Created)
    }
}

impl Passkeys for Memory {
    fn find_passkey<'a>(
        &'a self,
        credential_id: &'a [u8],
    ) -> BoxFuture<'a, Result<Option<PasskeyRecord>, StoreError>> {
        let entries = self.lock();
        let passkey = entries.passkeys.by_id.get(credential_id).cloned();
        Box::pin(ready(Ok(passkey)))
    }

    fn passkeys_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<PasskeyRecord>, StoreError>> {
        Box::pin(ready(Ok(self.lock().passkeys_of(user_id))))
    }

    fn create_passkey<'a>(
        &'a self,
        passkey: &'a PasskeyRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>> {
        Box::pin(ready(self.keep_passkey(passkey)))
    }

    fn update_passkey<'a>(
        &'a self,
        credential_id: &'a [u8],
        from: u32,
        to: u32,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        let update = self.lock().passkeys.update(credential_id, from, to);
        Box::pin(ready(Ok(update)))
    }

    fn delete_passkey<'a>(
        &'a self,
        user_id: &'a str,
        credential_id: &'a [u8],
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let deleted = self.lock().delete_passkey(user_id, credential_id);
        Box::pin(ready(Ok(deleted)))
    }
}
