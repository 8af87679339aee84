//! The accounts at providers that users sign in with.

use std::collections::HashMap;
use std::future::ready;
use std::sync::Arc;

use super::{Entries, Memory};
use crate::outbound::BoxFuture;
use crate::store::{
    AccountDeletion, AccountRecord, Accounts, Lease, LinkedAccount, OwnedCreation, StoreError,
    Update,
};

#[derive(Default)]
pub(super) struct Linked {
    /// By issuer and subject.
    by_issuer: HashMap<Arc<str>, HashMap<Arc<str>, Account>>,
    count: usize,
}

pub(super) struct Account {
    pub(super) user_id: Arc<str>,
    provider: Arc<str>,
    label: Option<Box<str>>,
    tokens: Option<Box<str>>,
    created_at: u64,
    /// Until when somebody refreshes its tokens.
    leased_until: Option<u64>,
}

impl Linked {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0 && self.by_issuer.is_empty()
    }

    pub(super) fn get(&self, issuer: &str, subject: &str) -> Option<&Account> {
        self.by_issuer.get(issuer)?.get(subject)
    }

    /// The subject as it is kept, for others to share.
    pub(super) fn subject(&self, issuer: &str, subject: &str) -> Option<Arc<str>> {
        let (subject, _) = self.by_issuer.get(issuer)?.get_key_value(subject)?;
        Some(Arc::clone(subject))
    }

    fn record(&self, issuer: &str, subject: &str) -> Option<AccountRecord> {
        let account = self.get(issuer, subject)?;
        Some(AccountRecord {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            user_id: account.user_id.to_string(),
            provider: account.provider.to_string(),
            label: account.label.as_deref().map(str::to_owned),
            tokens: account.tokens.as_deref().map(str::to_owned),
            created_at: account.created_at,
        })
    }

    fn get_mut(&mut self, issuer: &str, subject: &str) -> Option<&mut Account> {
        self.by_issuer.get_mut(issuer)?.get_mut(subject)
    }

    fn update(&mut self, new: &AccountRecord, lease: Option<Lease>) -> Update {
        let account = self
            .get_mut(&new.issuer, &new.subject)
            .filter(|account| lease.is_none_or(|lease| account.leased_until == Some(lease.until)));
        let Some(account) = account else {
            return Update::Absent;
        };
        account.label = new.label.as_deref().map(Box::from);
        account.tokens = new.tokens.as_deref().map(Box::from);
        account.leased_until = None;
        Update::Updated
    }

    fn lease(&mut self, issuer: &str, subject: &str, lease: Lease) -> Update {
        let free =
            |account: &&mut Account| account.leased_until.is_none_or(|until| until <= lease.now);
        match self.get_mut(issuer, subject).filter(free) {
            Some(account) => {
                account.leased_until = Some(lease.until);
                Update::Updated
            }
            None => Update::Absent,
        }
    }

    pub(super) fn remove(&mut self, issuer: &str, subject: &str) {
        let Some(subjects) = self.by_issuer.get_mut(issuer) else {
            return;
        };
        self.count -= usize::from(subjects.remove(subject).is_some());
        if subjects.is_empty() {
            self.by_issuer.remove(issuer);
        }
    }
}

impl Entries {
    /// Gives an account that nobody has to a user who is there.
    pub(super) fn link(&mut self, user_id: &Arc<str>, account: &AccountRecord) {
        let issuer = self.texts.share(&account.issuer);
        let subject: Arc<str> = account.subject.as_str().into();
        if let Some(person) = self.people.get_mut(user_id) {
            let key = (Arc::clone(&issuer), Arc::clone(&subject));
            person.accounts.push(key);
        }
        let kept = Account {
            user_id: Arc::clone(user_id),
            provider: self.texts.share(&account.provider),
            label: account.label.as_deref().map(Box::from),
            tokens: account.tokens.as_deref().map(Box::from),
            created_at: account.created_at,
            leased_until: None,
        };
        let subjects = self.accounts.by_issuer.entry(issuer).or_default();
        subjects.insert(subject, kept);
        self.accounts.count += 1;
    }

    fn find_account(&self, issuer: &str, subject: &str) -> Option<LinkedAccount> {
        let account = self.accounts.record(issuer, subject)?;
        let user = self.people.get(&account.user_id)?.record.clone();
        Some(LinkedAccount { account, user })
    }

    fn accounts_of(&self, user_id: &str) -> Vec<AccountRecord> {
        let person = self.people.get(user_id);
        let mut accounts: Vec<_> = person
            .into_iter()
            .flat_map(|person| &person.accounts)
            .filter_map(|(issuer, subject)| self.accounts.record(issuer, subject))
            .collect();
        accounts.sort_by_key(|account| account.created_at);
        accounts
    }

    fn unlink(&mut self, user_id: &str, issuer: &str, subject: &str) -> AccountDeletion {
        let Some(person) = self.people.get_mut(user_id) else {
            return AccountDeletion::Absent;
        };
        let place = person
            .accounts
            .iter()
            .position(|(of, account)| **of == *issuer && **account == *subject);
        match place {
            None => AccountDeletion::Absent,
            Some(_) if person.accounts.len() == 1 => AccountDeletion::Last,
            Some(place) => {
                person.accounts.remove(place);
                self.accounts.remove(issuer, subject);
                AccountDeletion::Deleted
            }
        }
    }
}

impl Memory {
    fn keep_account(&self, account: &AccountRecord) -> Result<OwnedCreation, StoreError> {
        let mut entries = self.lock();
        let Some(user_id) = entries.people.id(&account.user_id) else {
            return Ok(OwnedCreation::UserAbsent);
        };
        if entries
            .accounts
            .get(&account.issuer, &account.subject)
            .is_some()
        {
            return Ok(OwnedCreation::Exists);
        }
        self.room(&entries, 1)?;
        entries.link(&user_id, account);
        Ok(OwnedCreation::Created)
    }
}

impl Accounts for Memory {
    fn find_account<'a>(
        &'a self,
        issuer: &'a str,
        subject: &'a str,
    ) -> BoxFuture<'a, Result<Option<LinkedAccount>, StoreError>> {
        Box::pin(ready(Ok(self.lock().find_account(issuer, subject))))
    }

    fn accounts_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<AccountRecord>, StoreError>> {
        Box::pin(ready(Ok(self.lock().accounts_of(user_id))))
    }

    fn create_account<'a>(
        &'a self,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>> {
        Box::pin(ready(self.keep_account(account)))
    }

    fn update_account<'a>(
        &'a self,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(ready(Ok(self.lock().accounts.update(account, None))))
    }

    fn lease_account<'a>(
        &'a self,
        issuer: &'a str,
        subject: &'a str,
        lease: Lease,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(ready(Ok(self
            .lock()
            .accounts
            .lease(issuer, subject, lease))))
    }

    fn update_leased_account<'a>(
        &'a self,
        account: &'a AccountRecord,
        lease: Lease,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        let updated = self.lock().accounts.update(account, Some(lease));
        Box::pin(ready(Ok(updated)))
    }

    fn delete_account<'a>(
        &'a self,
        user_id: &'a str,
        issuer: &'a str,
        subject: &'a str,
    ) -> BoxFuture<'a, Result<AccountDeletion, StoreError>> {
        Box::pin(ready(Ok(self.lock().unlink(user_id, issuer, subject))))
    }
}
