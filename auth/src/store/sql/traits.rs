//! The traits of stores, for whatever has a database.

/// Implements every trait of stores for a type that has a [`Database`](crate::store::sql::Database) in `self.database`. What
/// hears of sessions that are ended is the type's own.
macro_rules! implement_traits {
    ($store:ident, listen: $listen:expr) => {
        $crate::store::sql::implement! {
            impl Users for $store {
                fn find_user(id: &'a str) -> Option<UserRecord>;
                fn find_user_by_email(email: &'a str) -> Option<UserRecord>;
                fn create_user(user: &'a UserRecord, account: &'a AccountRecord) -> UserCreation;
                fn update_user(id: &'a str, change: UserChange<'a>) -> UserUpdate;
                fn delete_user(id: &'a str) -> bool;
            }
            impl Accounts for $store {
                fn find_account(issuer: &'a str, subject: &'a str) -> Option<LinkedAccount>;
                fn accounts_of(user_id: &'a str) -> Vec<AccountRecord>;
                fn create_account(account: &'a AccountRecord) -> OwnedCreation;
                fn update_account(account: &'a AccountRecord) -> Update;
                fn lease_account(issuer: &'a str, subject: &'a str, lease: Lease) -> Update;
                fn update_leased_account(account: &'a AccountRecord, lease: Lease) -> Update;
                fn delete_account(
                    user_id: &'a str, issuer: &'a str, subject: &'a str
                ) -> AccountDeletion;
            }
            impl Sessions for $store {
                fn find_session(hash: &'a TokenHash) -> Option<FoundSession>;
                fn create_session(session: &'a SessionRecord) -> OwnedCreation;
                fn update_session(hash: &'a TokenHash, change: &'a SessionChange) -> Update;
                fn delete_session(hash: &'a TokenHash) -> bool;
                fn delete_sessions(which: SessionsOf<'a>) -> usize;
                fn sessions_of(user_id: &'a str) -> Vec<SessionRecord>;
                fn delete_expired_sessions(now: u64, at_most: usize) -> usize;
            }
            impl EndedSessions for $store {
                fn standing(user_id: &'a str, session_id: &'a str) -> Standing;
                fn create_ended(session: &'a EndedSession<'a>) -> Creation;
                fn create_epoch(epoch: &'a UserEpoch<'a>) -> Creation;
                fn update_epoch(epoch: &'a UserEpoch<'a>) -> Update;
                fn delete_expired(now: u64, at_most: usize) -> usize;
                raw fn listen(
                    listener: Arc<dyn EndingListener>
                ) -> Option<BoxFuture<'static, ()>> = $listen;
            }
            impl VerificationTokens for $store {
                fn create_token(token: &'a VerificationToken<'a>) -> Creation;
                fn take_token(identifier: &'a str, token: &'a str) -> Option<TakenToken>;
                fn delete_expired_tokens(now: u64, at_most: usize) -> usize;
            }
            impl Passkeys for $store {
                fn find_passkey(credential_id: &'a [u8]) -> Option<PasskeyRecord>;
                fn passkeys_of(user_id: &'a str) -> Vec<PasskeyRecord>;
                fn create_passkey(passkey: &'a PasskeyRecord) -> OwnedCreation;
                fn update_passkey(credential_id: &'a [u8], from: u32, to: u32) -> Update;
                fn delete_passkey(user_id: &'a str, credential_id: &'a [u8]) -> bool;
            }
        }
    };
}

macro_rules! implement {
    ($(impl $trait:ident for $store:ident {
        $(fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*
        $(raw fn $raw:ident($raw_argument:ident: $raw_type:ty) -> $raw_answer:ty = $value:expr;)*
    })*) => {
        const _: () = {
            use std::sync::Arc;

            use $crate::store::*;

            $(impl $trait for $store {
                $(fn $name<'a>(
                    &'a self,
                    $($argument: $type),*
                ) -> BoxFuture<'a, Result<$answer, StoreError>> {
                    Box::pin(async move {
                        let answer = self.database.$name($($argument),*).await;
                        answer.map_err(|error| $crate::store::sql::failed(&error))
                    })
                })*

                $(fn $raw(&self, $raw_argument: $raw_type) -> $raw_answer {
                    $value(self, $raw_argument)
                })*
            })*
        };
    };
}

pub(in crate::store) use {implement, implement_traits};
