//! Seen: one error at the store, with the one trait that it lacks.
mod auth {
    auth::auth! {
        providers: [email],
        session: { revocable: on },
    }
}

use ::auth::store::{
    BoxFuture, Creation, StoreError, TakenToken, VerificationToken, VerificationTokens,
};

#[derive(Debug)]
struct Tokens(::auth::store::Memory);

impl VerificationTokens for Tokens {
    fn create_token<'a>(
        &'a self,
        token: &'a VerificationToken<'a>,
    ) -> BoxFuture<'a, Result<Creation, StoreError>> {
        self.0.create_token(token)
    }

    fn take_token<'a>(
        &'a self,
        identifier: &'a str,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<TakenToken>, StoreError>> {
        self.0.take_token(identifier, token)
    }

    fn delete_expired_tokens(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        self.0.delete_expired_tokens(now, at_most)
    }
}

fn main() {
    let _ = auth::Auth::builder()
        .store(Tokens(::auth::store::Memory::new()))
        .mailer(::auth::email::Printed)
        .build();
}
