//! The passkeys of users.

use std::fmt;
use std::sync::Arc;

use crate::outbound::BoxFuture;
use crate::store::{OwnedCreation, StoreError, Update, shared};

/// Keeps the passkeys of users (WebAuthn Level 3 §4, credential records).
pub trait Passkeys: fmt::Debug + Send + Sync + 'static {
    /// The passkey with this credential id.
    ///
    /// # Errors
    /// When that cannot be known.
    fn find_passkey<'a>(
        &'a self,
        credential_id: &'a [u8],
    ) -> BoxFuture<'a, Result<Option<PasskeyRecord>, StoreError>>;

    /// The passkeys of a user, oldest first.
    ///
    /// # Errors
    /// When they cannot be known.
    fn passkeys_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<PasskeyRecord>, StoreError>>;

    /// Keeps a passkey of a user who is there, unless one with its id is there already, whosever that is.
    ///
    /// A user who is kept out is there. That nobody is there is said first: [`OwnedCreation::UserAbsent`].
    ///
    /// # Errors
    /// When it cannot be kept.
    fn create_passkey<'a>(
        &'a self,
        passkey: &'a PasskeyRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>>;

    /// Moves the signature counter on, in one step: [`Update::Absent`] when there is no such passkey, or its counter is no
    /// longer `from` because somebody else has moved it meanwhile.
    ///
    /// # Errors
    /// When it cannot be kept.
    fn update_passkey<'a>(
        &'a self,
        credential_id: &'a [u8],
        from: u32,
        to: u32,
    ) -> BoxFuture<'a, Result<Update, StoreError>>;

    /// Takes a passkey away from a user. Whether they had it.
    ///
    /// # Errors
    /// When it cannot be done.
    fn delete_passkey<'a>(
        &'a self,
        user_id: &'a str,
        credential_id: &'a [u8],
    ) -> BoxFuture<'a, Result<bool, StoreError>>;
}

/// A passkey as a store keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasskeyRecord {
    /// Its credential id, at most 1023 bytes (WebAuthn Level 3 §4).
    pub credential_id: Vec<u8>,
    /// Whose it is.
    pub user_id: String,
    /// The public key, in COSE form (RFC 9052 §7).
    pub public_key: Vec<u8>,
    /// The signature counter; 0 for authenticators that count nothing.
    pub counter: u32,
    /// Whether it is kept on more than one device.
    pub backed_up: bool,
    /// How it can be reached (`internal`, `usb`, …), separated by commas.
    pub transports: Option<String>,
    /// What its owner calls it.
    pub name: Option<String>,
    /// When it was registered, in seconds since 1970-01-01T00:00:00Z.
    pub created_at: u64,
}

impl fmt::Debug for PasskeyRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PasskeyRecord")
            .field("user_id", &self.user_id)
            .field("counter", &self.counter)
            .finish_non_exhaustive()
    }
}

impl<T: Passkeys + ?Sized> Passkeys for Arc<T> {
    shared! {
        fn find_passkey(credential_id: &'a [u8]) -> Option<PasskeyRecord>;
        fn passkeys_of(user_id: &'a str) -> Vec<PasskeyRecord>;
        fn create_passkey(passkey: &'a PasskeyRecord) -> OwnedCreation;
        fn update_passkey(credential_id: &'a [u8], from: u32, to: u32) -> Update;
        fn delete_passkey(user_id: &'a str, credential_id: &'a [u8]) -> bool;
    }
}
