//! Seen: one error at the store: it knows which sessions have been ended, and keeps nobody.
mod auth {
    auth::auth! {
        providers: [github],
        session: { strategy: database },
    }
}

use ::auth::store::{
    BoxFuture, Creation, EndedSession, EndedSessions, Standing, StoreError, Update, UserEpoch,
};

#[derive(Debug)]
struct Cupboard;

impl EndedSessions for Cupboard {
    fn standing<'a>(&'a self, _: &'a str, _: &'a str) -> BoxFuture<'a, Result<Standing, StoreError>> {
        Box::pin(std::future::pending())
    }

    fn create_ended<'a>(&'a self, _: &'a EndedSession<'a>) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(std::future::pending())
    }

    fn create_epoch<'a>(&'a self, _: &'a UserEpoch<'a>) -> BoxFuture<'a, Result<Creation, StoreError>> {
        Box::pin(std::future::pending())
    }

    fn update_epoch<'a>(&'a self, _: &'a UserEpoch<'a>) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(std::future::pending())
    }

    fn delete_expired(&self, _: u64, _: usize) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(std::future::pending())
    }
}

fn main() {
    let _ = auth::Auth::builder().store(Cupboard).build();
}
