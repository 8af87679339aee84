//! What a link that was sent to somebody is recognised by.

use std::fmt;
use std::sync::Arc;

use crate::outbound::BoxFuture;
use crate::store::{Creation, StoreError, shared};

/// Keeps what the links are recognised by that have been sent to people and not been used.
///
/// A store never learns a token: what it is given is a hash, out of which nobody can make a link. A hash names one link,
/// and each is used once: of many that take it at the same time one is given it.
///
/// In SQL these are an `INSERT`, a `DELETE … RETURNING expires_at` and a `DELETE`, on a table with the primary key `token`.
pub trait VerificationTokens: fmt::Debug + Send + Sync + 'static {
    /// Keeps a token, unless it is there already.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn create_token<'a>(
        &'a self,
        token: &'a VerificationToken<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>>;

    /// Deletes a token and says what it was, in one step: a second one that asks is told that there is none.
    ///
    /// `None` when there is none of that identifier; one of another identifier stays as it is.
    ///
    /// # Errors
    /// When it is not known whether it was there. The link is then not used.
    fn take_token<'a>(
        &'a self,
        identifier: &'a str,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<TakenToken>, StoreError>>;

    /// Forgets what has expired before `now`: at most `at_most` tokens. How many they were.
    ///
    /// # Errors
    /// When nothing can be deleted.
    fn delete_expired_tokens(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>>;
}

/// A token to keep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerificationToken<'a> {
    /// Whom it was sent to: an e-mail address.
    pub identifier: &'a str,
    /// Its hash: 64 hexadecimal digits.
    pub token: &'a str,
    /// When it is worth nothing any more.
    pub expires_at: u64,
}

/// A token that was there until it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenToken {
    /// [`VerificationToken::expires_at`]; it may be over.
    pub expires_at: u64,
}

/// Not whom it was sent to.
impl fmt::Debug for VerificationToken<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VerificationToken")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl<T: VerificationTokens + ?Sized> VerificationTokens for Arc<T> {
    shared! {
        fn create_token(token: &'a VerificationToken<'a>) -> Creation;
        fn take_token(identifier: &'a str, token: &'a str) -> Option<TakenToken>;
        fn delete_expired_tokens(now: u64, at_most: usize) -> usize;
    }
}
