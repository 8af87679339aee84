//! Which links have been sent.

use std::collections::{BTreeSet, HashMap};
use std::future::ready;
use std::sync::Arc;

use super::Memory;
use crate::outbound::BoxFuture;
use crate::store::{Creation, StoreError, TakenToken, VerificationToken, VerificationTokens};

#[derive(Default)]
pub(super) struct Tokens {
    /// By its hash: whom the link was sent to, and when it may be forgotten.
    by_hash: HashMap<Arc<str>, (Arc<str>, u64)>,
    by_expiry: BTreeSet<(u64, Arc<str>)>,
}

impl Tokens {
    pub(super) fn len(&self) -> usize {
        self.by_hash.len()
    }

    fn take(&mut self, identifier: &str, token: &str) -> Option<TakenToken> {
        let (owner, _) = self.by_hash.get(token)?;
        if **owner != *identifier {
            return None;
        }
        let (hash, (_, expires_at)) = self.by_hash.remove_entry(token)?;
        self.by_expiry.remove(&(expires_at, hash));
        Some(TakenToken { expires_at })
    }

    fn delete_expired(&mut self, now: u64, at_most: usize) -> usize {
        let mut deleted = 0;
        while deleted < at_most
            && let Some((expires_at, _)) = self.by_expiry.first()
            && *expires_at < now
            && let Some((_, hash)) = self.by_expiry.pop_first()
        {
            self.by_hash.remove(&hash);
            deleted += 1;
        }
        deleted
    }
}

impl Memory {
    fn keep_token(&self, token: &VerificationToken<'_>) -> Result<Creation, StoreError> {
        let mut entries = self.lock();
        if entries.tokens.by_hash.contains_key(token.token) {
            return Ok(Creation::Exists);
        }
        self.room(&entries, 1)?;
        let hash: Arc<str> = token.token.into();
        let expiry = (token.expires_at, Arc::clone(&hash));
        entries.tokens.by_expiry.insert(expiry);
        let kept = (token.identifier.into(), token.expires_at);
        entries.tokens.by_hash.insert(hash, kept);
        Ok(Creation::Created)
    }
}

impl VerificationTokens for Memory {
    fn create_token<'a>(
        &'a self,
        token: &'a VerificationToken<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(ready(self.keep_token(token)))
    }

    fn take_token<'a>(
        &'a self,
        identifier: &'a str,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<TakenToken>, StoreError>> {
        Box::pin(ready(Ok(self.lock().tokens.take(identifier, token))))
    }

    fn delete_expired_tokens(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        let deleted = self.lock().tokens.delete_expired(now, at_most);
        Box::pin(ready(Ok(deleted)))
    }
}
