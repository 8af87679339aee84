//! What a store of verification tokens has to hold: `contract::verification_tokens::tests!(Memory::new());`.

use crate::store::{Creation, TakenToken, VerificationToken, VerificationTokens};

/// One test for each promise.
macro_rules! tests {
    ($store:expr) => {
        $crate::store::contract::verification_tokens::tests! { $store =>
            a_token_that_was_never_kept_is_not_there,
            a_token_is_taken_once,
            of_many_that_take_a_token_at_once_one_is_given_it,
            a_token_is_of_one_identifier_alone,
            a_token_is_created_once,
            several_links_of_one_identifier_live_beside_each_other,
            tokens_that_have_expired_are_deleted_bit_by_bit_and_no_others,
            identifiers_and_tokens_are_texts_of_any_kind,
        }
    };
    ($store:expr => $($promise:ident,)*) => {
        mod contract_of_verification_tokens {
            use super::*;

            $(#[tokio::test]
            async fn $promise() {
                $crate::store::contract::verification_tokens::$promise(&$store).await;
            })*
        }
    };
}

pub(crate) use tests;

const ADA: &str = "ada@x.test";

fn token<'a>(identifier: &'a str, token: &'a str, expires_at: u64) -> VerificationToken<'a> {
    VerificationToken {
        identifier,
        token,
        expires_at,
    }
}

async fn create(store: &impl VerificationTokens, kept: VerificationToken<'_>) -> Creation {
    store.create_token(&kept).await.unwrap()
}

async fn take(store: &impl VerificationTokens, identifier: &str, token: &str) -> Option<u64> {
    let taken = store.take_token(identifier, token).await.unwrap();
    taken.map(|TakenToken { expires_at }| expires_at)
}

pub(crate) async fn a_token_that_was_never_kept_is_not_there(store: &impl VerificationTokens) {
    assert_eq!(take(store, ADA, "one").await, None);
}

/// AL-12
pub(crate) async fn a_token_is_taken_once(store: &impl VerificationTokens) {
    assert_eq!(
        create(store, token(ADA, "one", 100)).await,
        Creation::Created
    );
    assert_eq!(take(store, ADA, "one").await, Some(100));
    assert_eq!(take(store, ADA, "one").await, None);
}

/// AL-12
pub(crate) async fn of_many_that_take_a_token_at_once_one_is_given_it(
    store: &impl VerificationTokens,
) {
    let _ = create(store, token(ADA, "one", 100)).await;
    // All are under way before the first one is finished.
    let takes: Vec<_> = (0..20).map(|_| store.take_token(ADA, "one")).collect();
    let mut taken = 0;
    for take in takes {
        taken += usize::from(take.await.unwrap().is_some());
    }
    assert_eq!(taken, 1);
}

/// AL-15
pub(crate) async fn a_token_is_of_one_identifier_alone(store: &impl VerificationTokens) {
    let _ = create(store, token(ADA, "one", 100)).await;
    for other in ["eve@x.test", "ADA@x.test", "ada@x.tes", "%", ""] {
        assert_eq!(take(store, other, "one").await, None, "{other}");
    }
    for other in ["two", "ONE", "on", "one ", ""] {
        assert_eq!(take(store, ADA, other).await, None, "{other}");
    }
    assert_eq!(
        take(store, ADA, "one").await,
        Some(100),
        "it is still there"
    );
}

pub(crate) async fn a_token_is_created_once(store: &impl VerificationTokens) {
    assert_eq!(
        create(store, token(ADA, "one", 100)).await,
        Creation::Created
    );
    assert_eq!(
        create(store, token(ADA, "one", 200)).await,
        Creation::Exists
    );
    assert_eq!(take(store, ADA, "one").await, Some(100), "as it was");
}

pub(crate) async fn several_links_of_one_identifier_live_beside_each_other(
    store: &impl VerificationTokens,
) {
    let _ = create(store, token(ADA, "one", 100)).await;
    let _ = create(store, token(ADA, "two", 200)).await;
    assert_eq!(take(store, ADA, "one").await, Some(100));
    assert_eq!(take(store, ADA, "two").await, Some(200));
}

/// ST-11
pub(crate) async fn tokens_that_have_expired_are_deleted_bit_by_bit_and_no_others(
    store: &impl VerificationTokens,
) {
    for number in 0..5_u64 {
        let hash = format!("token {number}");
        let _ = create(store, token(ADA, &hash, 10 + number)).await;
    }
    assert_eq!(store.delete_expired_tokens(10, 9).await.unwrap(), 0);
    assert_eq!(store.delete_expired_tokens(14, 3).await.unwrap(), 3);
    assert_eq!(store.delete_expired_tokens(14, 3).await.unwrap(), 1);
    assert_eq!(store.delete_expired_tokens(14, 3).await.unwrap(), 0);
    assert_eq!(take(store, ADA, "token 3").await, None);
    assert_eq!(take(store, ADA, "token 4").await, Some(14));
    let again = create(store, token(ADA, "token 0", 100)).await;
    assert_eq!(again, Creation::Created);
}

/// ST-14
pub(crate) async fn identifiers_and_tokens_are_texts_of_any_kind(store: &impl VerificationTokens) {
    let long = "x".repeat(2_000);
    let texts = [
        "'; DROP TABLE users; --",
        "a b",
        "\u{e4}\u{1f600}",
        "%_*",
        &long,
    ];
    for text in texts {
        assert_eq!(
            create(store, token(text, text, 100)).await,
            Creation::Created
        );
    }
    for text in texts {
        assert_eq!(take(store, text, text).await, Some(100), "{text}");
    }
}
