//! Who has an account with the application.

use std::collections::HashMap;
use std::future::ready;
use std::sync::Arc;

use super::{Entries, Memory};
use crate::account::User;
use crate::outbound::BoxFuture;
use crate::store::{
    AccountRecord, SessionsOf, StoreError, UserChange, UserCreation, UserRecord, UserUpdate, Users,
};

#[derive(Default)]
pub(super) struct People {
    by_id: HashMap<Arc<str>, Person>,
    /// By e-mail address in lower case.
    by_email: HashMap<Box<str>, Arc<str>>,
}

pub(super) struct Person {
    pub(super) record: UserRecord,
    /// Issuer and subject of each of their accounts, in the order in which they were linked.
    pub(super) accounts: Vec<(Arc<str>, Arc<str>)>,
    /// The credential ids of their passkeys, likewise.
    pub(super) passkeys: Vec<Arc<[u8]>>,
}

impl People {
    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.by_id.is_empty() && self.by_email.is_empty()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Person> {
        self.by_id.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Person> {
        self.by_id.get_mut(id)
    }

    /// The id as it is kept, for others to share.
    pub(super) fn id(&self, id: &str) -> Option<Arc<str>> {
        self.by_id.get_key_value(id).map(|(id, _)| Arc::clone(id))
    }

    fn of_email(&self, email: &str) -> Option<&Person> {
        self.by_id.get(self.by_email.get(&*folded(email))?)
    }

    /// Whether it is somebody else's.
    fn is_taken(&self, email: Option<&String>, id: &str) -> bool {
        email
            .and_then(|email| self.by_email.get(&*folded(email)))
            .is_some_and(|owner| **owner != *id)
    }

    fn put(&mut self, record: UserRecord) -> Arc<str> {
        let id: Arc<str> = record.user.id.as_str().into();
        if let Some(email) = &record.user.email {
            self.by_email.insert(folded(email), Arc::clone(&id));
        }
        let person = Person {
            record,
            accounts: Vec::new(),
            passkeys: Vec::new(),
        };
        self.by_id.insert(Arc::clone(&id), person);
        id
    }

    fn update(&mut self, id: &str, change: UserChange<'_>) -> UserUpdate {
        let Some((id, person)) = self
            .by_id
            .get_key_value(id)
            .map(|(id, _)| Arc::clone(id))
            .and_then(|id| self.by_id.get_mut(&id).map(|person| (id, person)))
        else {
            return UserUpdate::Absent;
        };
        match change {
            UserChange::Profile(user) => return self.update_profile(&id, user),
            UserChange::Roles(roles) => person.record.roles = roles.to_vec(),
            UserChange::Disabled(disabled) => person.record.disabled = disabled,
        }
        UserUpdate::Updated
    }

    fn update_profile(&mut self, id: &Arc<str>, user: &User) -> UserUpdate {
        if self.is_taken(user.email.as_ref(), id) {
            return UserUpdate::EmailTaken;
        }
        let Some(person) = self.by_id.get_mut(id) else {
            return UserUpdate::Absent;
        };
        if let Some(old) = &person.record.user.email {
            self.by_email.remove(&*folded(old));
        }
        if let Some(new) = &user.email {
            self.by_email.insert(folded(new), Arc::clone(id));
        }
        person.record.user = User {
            id: id.to_string(),
            ..user.clone()
        };
        UserUpdate::Updated
    }

    fn remove(&mut self, id: &str) -> Option<Person> {
        let person = self.by_id.remove(id)?;
        if let Some(email) = &person.record.user.email {
            self.by_email.remove(&*folded(email));
        }
        Some(person)
    }
}

/// One spelling for all that differ in the case of their letters alone.
fn folded(email: &str) -> Box<str> {
    email.to_lowercase().into()
}

impl Entries {
    fn delete_user(&mut self, id: &str) -> bool {
        let Some(person) = self.people.remove(id) else {
            return false;
        };
        for (issuer, subject) in &person.accounts {
            self.accounts.remove(issuer, subject);
        }
        for credential_id in &person.passkeys {
            self.passkeys.remove(credential_id);
        }
        self.sessions.end(SessionsOf::User { id, except: None });
        true
    }
}

impl Memory {
    fn keep_user(
        &self,
        user: &UserRecord,
        account: &AccountRecord,
    ) -> Result<UserCreation, StoreError> {
        let mut entries = self.lock();
        let id = user.user.id.as_str();
        if entries
            .accounts
            .get(&account.issuer, &account.subject)
            .is_some()
        {
            return Ok(UserCreation::AccountExists);
        }
        if entries.people.is_taken(user.user.email.as_ref(), id) {
            return Ok(UserCreation::EmailTaken);
        }
        if entries.people.get(id).is_some() {
            return Ok(UserCreation::UserExists);
        }
        self.room(&entries, 2)?;
        let id = entries.people.put(user.clone());
        entries.link(&id, account);
        Ok(UserCreation::Created)
    }
}

impl Users for Memory {
    fn find_user<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        let entries = self.lock();
        let record = entries.people.get(id).map(|person| person.record.clone());
        Box::pin(ready(Ok(record)))
    }

    fn find_user_by_email<'a>(
        &'a self,
        email: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        let entries = self.lock();
        let person = entries.people.of_email(email);
        Box::pin(ready(Ok(person.map(|person| person.record.clone()))))
    }

    fn create_user<'a>(
        &'a self,
        user: &'a UserRecord,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<UserCreation, StoreError>> {
        Box::pin(ready(self.keep_user(user, account)))
    }

    fn update_user<'a>(
        &'a self,
        id: &'a str,
        change: UserChange<'a>,
    ) -> BoxFuture<'a, Result<UserUpdate, StoreError>> {
        Box::pin(ready(Ok(self.lock().people.update(id, change))))
    }

    fn delete_user<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(ready(Ok(self.lock().delete_user(id))))
    }
}
