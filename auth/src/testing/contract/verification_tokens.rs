//! What a store of verification tokens has to hold.

use super::record::{HOUR, TEXTS, earlier, later, now};
use super::task::{at_once, count};
use crate::store::{Creation, TakenToken, VerificationToken, VerificationTokens};

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

/// The hash of a token.
fn digits(number: u32) -> String {
    format!("{number:064x}")
}

/// What was never sent opens nothing.
pub async fn a_token_that_was_never_kept_is_not_there(store: &impl VerificationTokens) {
    assert_eq!(take(store, ADA, &digits(1)).await, None);
}

/// AL-12: a link is used once.
pub async fn a_token_is_taken_once(store: &impl VerificationTokens) {
    let (one, later) = (digits(1), later());
    let creation = create(store, token(ADA, &one, later)).await;
    assert_eq!(creation, Creation::Created);
    assert_eq!(take(store, ADA, &one).await, Some(later));
    assert_eq!(take(store, ADA, &one).await, None);
}

/// AL-12: of many who use a link at once one comes in.
pub async fn of_many_that_take_a_token_at_once_one_is_given_it(
    store: &(impl VerificationTokens + Clone),
) {
    for round in 0..4 {
        let hash = digits(round);
        let _ = create(store, token(ADA, &hash, later())).await;
        let takes = at_once(0..8, |_| {
            let (store, hash) = (store.clone(), hash.clone());
            async move { take(&store, ADA, &hash).await.is_some() }
        })
        .await;
        assert_eq!(count(&takes, &true), 1, "{takes:?}");
    }
}

/// AL-15: a link is of whom it was sent to; that somebody else tries it changes nothing.
pub async fn a_token_is_of_one_identifier_alone(store: &impl VerificationTokens) {
    let (one, later) = (digits(0xabc1), later());
    let _ = create(store, token(ADA, &one, later)).await;
    for other in [
        "eve@x.test",
        "ADA@x.test",
        "ada@x.tes",
        "ada@x.test ",
        "%",
        "",
    ] {
        assert_eq!(take(store, other, &one).await, None, "{other}");
    }
    for other in [&digits(2), &one[..63], &format!("{one}0"), "%", ""] {
        assert_eq!(take(store, ADA, other).await, None, "{other}");
    }
    assert_eq!(
        take(store, ADA, &one).await,
        Some(later),
        "it is still there"
    );
}

/// A token that is there stays as it is.
pub async fn a_token_is_created_once(store: &impl VerificationTokens) {
    let (one, later) = (digits(1), later());
    let creation = create(store, token(ADA, &one, later)).await;
    assert_eq!(creation, Creation::Created);
    let creation = create(store, token(ADA, &one, later + HOUR)).await;
    assert_eq!(creation, Creation::Exists);
    assert_eq!(take(store, ADA, &one).await, Some(later), "as it was");
}

/// Who asks for a second link can still use the first.
pub async fn several_links_of_one_identifier_live_beside_each_other(
    store: &impl VerificationTokens,
) {
    let (one, two, later) = (digits(1), digits(2), later());
    let _ = create(store, token(ADA, &one, later)).await;
    let _ = create(store, token(ADA, &two, later + 1)).await;
    assert_eq!(take(store, ADA, &one).await, Some(later));
    assert_eq!(take(store, ADA, &two).await, Some(later + 1));
}

/// ST-11: what has expired is forgotten a few at a time; nothing else is.
pub async fn tokens_that_have_expired_are_deleted_bit_by_bit_and_no_others(
    store: &impl VerificationTokens,
) {
    let later = later();
    for number in 0..5 {
        let expires_at = earlier() + u64::from(number);
        let _ = create(store, token(ADA, &digits(number), expires_at)).await;
    }
    let _ = create(store, token(ADA, &digits(9), later)).await;
    // A store may have forgotten by itself what is over.
    let mut total = 0;
    let mut last = 2;
    for _ in 0..4 {
        let deleted = store.delete_expired_tokens(now(), 2).await.unwrap();
        assert!(deleted <= last, "{deleted} after {last}");
        (total, last) = (total + deleted, deleted);
    }
    assert!(last == 0 && total <= 5, "{total}, in the end {last}");
    for number in 0..5 {
        assert_eq!(take(store, ADA, &digits(number)).await, None);
    }
    let deleted = store.delete_expired_tokens(later, 9).await.unwrap();
    assert_eq!(deleted, 0, "it has not expired before that");
    assert_eq!(take(store, ADA, &digits(9)).await, Some(later));
    let again = create(store, token(ADA, &digits(0), later)).await;
    assert_eq!(again, Creation::Created);
}

/// ST-14: addresses of whatever kind are told apart.
pub async fn identifiers_are_texts_of_any_kind(store: &impl VerificationTokens) {
    let long = format!("{}@x.test", "\u{e9}".repeat(247));
    let texts: Vec<&str> = TEXTS.iter().copied().chain([&*long]).collect();
    let later = later();
    for (text, number) in texts.iter().zip(0..) {
        let creation = create(store, token(text, &digits(number), later)).await;
        assert_eq!(creation, Creation::Created, "{text:?}");
    }
    for (text, number) in texts.iter().zip(0..) {
        let hash = digits(number);
        for other in texts.iter().filter(|other| *other != text) {
            assert_eq!(take(store, other, &hash).await, None, "{other:?} {text:?}");
        }
        assert_eq!(take(store, text, &hash).await, Some(later), "{text:?}");
    }
}
