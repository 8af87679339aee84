//! Tokens that this process has verified a moment ago, so that they need not be verified again.
//!
//! Only what has been opened with a key, or sealed, gets in: nobody outside can fill it. A token is found by its exact
//! bytes, and whether its session lives is asked at every use. Which entries are looked at, and what is compared first,
//! is the tag, in constant time: who does not know the tag learns nothing from how long it takes, and who knows its 256
//! bits has the token. Locks are held for the comparison only, one for every few entries.

use std::fmt;
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Session, SessionContent};
use crate::declaration::Declaration;
use crate::sealed::constant_time_equal;

/// A bounded map from tokens to their sessions.
pub(super) struct VerifiedTokens<D: Declaration> {
    groups: Box<[Mutex<Group<D>>]>,
    /// What all entries weigh.
    weight: AtomicUsize,
    /// Which group gives way next when they weigh too much.
    hand: AtomicUsize,
}

impl<D: Declaration> VerifiedTokens<D> {
    pub(super) fn new() -> Self {
        let groups = (0..GROUPS).map(|_| Mutex::new(Group::default())).collect();
        Self {
            groups,
            weight: AtomicUsize::new(0),
            hand: AtomicUsize::new(0),
        }
    }

    /// The session of that token, if it is here. Whether it lives is for the caller to ask.
    pub(super) fn find(&self, token: &[u8]) -> Option<Session<D>> {
        let (rest, tag) = token.split_last_chunk::<TAG>()?;
        let group = self.lock(group_of(tag))?;
        let mut entries = group.entries.iter().flatten();
        entries
            .find(|entry| entry.is_of(rest, tag))
            .map(|entry| entry.session.clone())
    }

    /// Keeps a token that has been verified, and the session that its payload of so many bytes holds.
    pub(super) fn insert(&self, token: &[u8], session: &Session<D>, payload: usize) {
        let Some((rest, tag)) = token.split_last_chunk::<TAG>() else {
            return;
        };
        let weight = weight::<D>(token.len(), payload);
        if weight > HEAVIEST {
            return;
        }
        let entry = Entry {
            token: rest.into(),
            tag: *tag,
            session: session.clone(),
            weight,
        };
        // Before the entry is there for others to take away, so that the sum never falls below nothing.
        self.weight.fetch_add(weight, Ordering::Relaxed);
        let replaced = self.lock(group_of(tag)).map(|mut group| group.put(entry));
        self.release(replaced.as_slice());
        self.shed();
    }

    /// Empties groups in turn until the rest is light enough.
    fn shed(&self) {
        for _ in 0..GROUPS {
            if self.weight.load(Ordering::Relaxed) <= BUDGET {
                return;
            }
            let at = self.hand.fetch_add(1, Ordering::Relaxed) % GROUPS;
            // Sessions are dropped after the lock: what an application keeps in one may do anything when dropped.
            let entries = self
                .lock(at)
                .map(|mut group| mem::take(&mut *group).entries);
            self.release(entries.as_ref().map_or(&[], |entries| entries.as_slice()));
        }
    }

    fn release(&self, gone: &[Option<Entry<D>>]) {
        let weight = gone.iter().flatten().map(|entry| entry.weight).sum();
        self.weight.fetch_sub(weight, Ordering::Relaxed);
    }

    /// A lock is poisoned by nothing that could leave a group half changed.
    fn lock(&self, group: usize) -> Option<MutexGuard<'_, Group<D>>> {
        Some(
            self.groups
                .get(group)?
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

/// Neither tokens nor sessions are printed.
impl<D: Declaration> fmt::Debug for VerifiedTokens<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VerifiedTokens")
            .field("weight", &self.weight)
            .finish_non_exhaustive()
    }
}

struct Group<D: Declaration> {
    entries: [Option<Entry<D>>; WAYS],
    /// Which place is free, or holds the oldest entry.
    next: usize,
}

impl<D: Declaration> Group<D> {
    /// Puts an entry in place of the same one, or into the next place; gives back what was there.
    fn put(&mut self, entry: Entry<D>) -> Option<Entry<D>> {
        // Both have been verified: where they differ is no secret.
        let same = |place: &Option<Entry<D>>| {
            place
                .as_ref()
                .is_some_and(|present| present.tag == entry.tag && present.token == entry.token)
        };
        let at = self.entries.iter().position(same).unwrap_or_else(|| {
            let next = self.next;
            self.next = (next + 1) % WAYS;
            next
        });
        self.entries.get_mut(at)?.replace(entry)
    }
}

impl<D: Declaration> Default for Group<D> {
    fn default() -> Self {
        Self {
            entries: [const { None }; WAYS],
            next: 0,
        }
    }
}

struct Entry<D: Declaration> {
    /// Without the tag.
    token: Box<[u8]>,
    tag: [u8; TAG],
    session: Session<D>,
    weight: usize,
}

impl<D: Declaration> Entry<D> {
    fn is_of(&self, token: &[u8], tag: &[u8; TAG]) -> bool {
        constant_time_equal(&self.tag, tag) && *self.token == *token
    }
}

/// Chosen by bits of the tag, which are as good as random.
fn group_of(tag: &[u8; TAG]) -> usize {
    // Eight characters, folded together. The last one is left out: it holds fewer bits.
    let [.., a, b, c, d, e, f, g, h, _] = *tag;
    let bits = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    (bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - GROUPS.ilog2())) as usize
}

/// What an entry weighs, in bytes. What a payload becomes in memory is not known; four times as much is a guess for
/// data of small parts.
const fn weight<D: Declaration>(token: usize, payload: usize) -> usize {
    token + 4 * payload + OVERHEAD + size_of::<SessionContent<D>>()
}

/// The encoded tag of `A256CBC-HS512`. (Of `A256GCM` it is the tag with the end of the ciphertext.)
const TAG: usize = 43;
/// A power of two.
const GROUPS: usize = 256;
const WAYS: usize = 4;
/// In bytes, of all entries together: 2 MiB.
const BUDGET: usize = 2_097_152;
/// In bytes, of one entry.
const HEAVIEST: usize = 65_536;
/// In bytes: an entry, and what allocations cost.
const OVERHEAD: usize = 256;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::tests::{App, session_of};
    use super::*;

    /// A token of that length, and its session.
    fn token(number: usize, length: usize) -> Vec<u8> {
        let tag = ring::digest::digest(&ring::digest::SHA256, &number.to_le_bytes());
        let tag = base64_simd::URL_SAFE_NO_PAD.encode_to_string(tag.as_ref());
        [vec![b'x'; length - tag.len()], tag.into_bytes()].concat()
    }

    fn kept(cache: &VerifiedTokens<App>) -> Vec<usize> {
        let groups = cache.groups.iter().map(|group| group.lock().unwrap());
        groups
            .flat_map(|group| {
                group
                    .entries
                    .iter()
                    .flatten()
                    .map(|entry| entry.weight)
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn a_token_is_found_by_all_of_its_bytes() {
        let (cache, session) = (VerifiedTokens::<App>::new(), session_of("x"));
        let token = token(1, 500);
        cache.insert(&token, &session, 300);
        assert_eq!(cache.find(&token).unwrap().user.id, "x");
        for position in 0..token.len() {
            let mut other = token.clone();
            other[position] ^= 1;
            assert!(cache.find(&other).is_none(), "byte {position}");
        }
        for length in 0..token.len() {
            assert!(cache.find(&token[..length]).is_none());
            assert!(cache.find(&token[token.len() - length..]).is_none());
        }
    }

    #[test]
    fn most_of_as_many_tokens_as_there_is_room_for_are_found() {
        let (cache, session) = (VerifiedTokens::<App>::new(), session_of("x"));
        for number in 0..512 {
            cache.insert(&token(number, 500), &session, 300);
        }
        let found = (0..512)
            .filter(|number| cache.find(&token(*number, 500)).is_some())
            .count();
        assert!(found > 450, "{found}");
    }

    #[test]
    fn however_many_and_however_long_tokens_are_memory_is_bounded() {
        for (length, payload) in [(200, 100), (1_500, 1_000), (3_900, 2_800), (19_000, 14_000)] {
            let (cache, session) = (VerifiedTokens::<App>::new(), session_of("x"));
            for number in 0..5_000 {
                cache.insert(&token(number, length), &session, payload);
            }
            let weights = kept(&cache);
            assert!(weights.iter().sum::<usize>() <= BUDGET);
            assert_eq!(
                weights.iter().sum::<usize>(),
                cache.weight.load(Ordering::Relaxed)
            );
            assert!(weights.is_empty() == (length == 19_000), "{length}");
        }
    }

    #[test]
    fn the_same_token_takes_one_place() {
        let (cache, session) = (VerifiedTokens::<App>::new(), session_of("x"));
        for _ in 0..10 {
            cache.insert(&token(1, 500), &session, 300);
        }
        assert_eq!(kept(&cache).len(), 1);
        assert_eq!(kept(&cache)[0], cache.weight.load(Ordering::Relaxed));
        assert_eq!(
            kept(&cache)[0],
            500 + 4 * 300 + 256 + size_of::<SessionContent<App>>()
        );
    }

    #[test]
    fn an_entry_that_weighs_too_much_is_not_kept() {
        let (cache, session) = (VerifiedTokens::<App>::new(), session_of("x"));
        let length = HEAVIEST - weight::<App>(0, 300);
        cache.insert(&token(1, length + 1), &session, 300);
        assert!(kept(&cache).is_empty());
        cache.insert(&token(1, length), &session, 300);
        assert_eq!(kept(&cache), [HEAVIEST]);
    }

    #[test]
    fn the_oldest_of_a_group_gives_way() {
        let (cache, session) = (VerifiedTokens::<App>::new(), session_of("x"));
        let group = |number: &usize| group_of(token(*number, 43).last_chunk().unwrap());
        let numbers: Vec<_> = (0..)
            .filter(|number| group(number) == group(&0))
            .take(11)
            .collect();
        for (place, number) in numbers.iter().enumerate() {
            cache.insert(&token(*number, 500), &session, 300);
            for (other, number) in numbers.iter().enumerate() {
                let kept = other <= place && other + WAYS > place;
                assert_eq!(
                    cache.find(&token(*number, 500)).is_some(),
                    kept,
                    "{other} of {place}"
                );
            }
        }
    }

    #[test]
    fn threads_that_fill_it_together_agree_on_what_it_weighs() {
        let cache = Arc::new(VerifiedTokens::<App>::new());
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let cache = Arc::clone(&cache);
                scope.spawn(move || {
                    let session = session_of("x");
                    for number in 0..2_000 {
                        let token = token(number * (thread % 2 + 1), 1_500);
                        cache.insert(&token, &session, 1_000);
                        if let Some(found) = cache.find(&token) {
                            assert_eq!(found.user.id, "x");
                        }
                    }
                });
            }
        });
        let weight = cache.weight.load(Ordering::Relaxed);
        assert_eq!(kept(&cache).iter().sum::<usize>(), weight);
        assert!(weight <= BUDGET);
    }
}
