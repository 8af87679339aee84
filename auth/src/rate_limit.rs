//! How often something may happen, for each of many, in bounded memory.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use ring::digest::{SHA256, digest};

/// So many at once, and then one in each period: for each key the time at which nothing is counted for it any more (the
/// generic cell rate algorithm, ITU-T I.371).
#[derive(Debug)]
pub(crate) struct RateLimit {
    burst: u64,
    /// In seconds.
    period: u64,
    kept: Mutex<Generations>,
}

/// It was too often; in so many seconds it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooOften {
    pub(crate) retry_after: u64,
}

/// What is counted for, hashed, so that no list of names stands in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32]);

/// What was used lately, and what was used before that: when there is no room, what has long been left alone goes first.
/// Whoever fills it with names nobody has cannot make it larger, nor push out a name that is being tried.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Key, u64>,
    old: HashMap<Key, u64>,
}

impl RateLimit {
    /// So many at once, and then one in each period of so many seconds.
    pub(crate) fn new(burst: u64, period: u64) -> Self {
        Self {
            burst,
            period,
            kept: Mutex::default(),
        }
    }

    /// Counts one. It is counted before it happens, so that many at once are no more than they may be.
    ///
    /// # Errors
    /// When there have been too many.
    pub(crate) fn count(&self, key: &Key, now: u64) -> Result<(), TooOften> {
        let period = self.period;
        let full = now.saturating_add(self.burst.saturating_mul(period));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back locks nobody out for longer than it should.
        let due = kept.find(key).unwrap_or(0).clamp(now, full);
        let next = due.saturating_add(period);
        let counted = next <= full;
        kept.keep(*key, if counted { next } else { due });
        if counted {
            Ok(())
        } else {
            Err(TooOften {
                retry_after: next - full,
            })
        }
    }

    /// Takes one back: it has not happened.
    pub(crate) fn take_back(&self, key: &Key) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(due) = kept.find(key) {
            kept.keep(*key, due.saturating_sub(self.period));
        }
    }
}

impl Generations {
    fn find(&self, key: &Key) -> Option<u64> {
        self.young.get(key).or_else(|| self.old.get(key)).copied()
    }

    fn keep(&mut self, key: Key, due: u64) {
        if self.young.len() >= GENERATION && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, due);
    }
}

impl Key {
    /// The key of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        Self(key)
    }

    /// Whom an address belongs to: all of an IPv4 address, and of an IPv6 address the first 64 bits, for the rest is for one
    /// household to choose.
    pub(crate) fn of_network(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::of(&address.to_string()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self::of(&format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"))
            }
        }
    }
}

/// How many keys there are in a generation; two of them are kept.
const GENERATION: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    /// LD-04: a flood leaves what is being tried in its place.
    #[test]
    fn memory_is_bounded_and_what_is_tried_is_not_forgotten() {
        let limit = RateLimit::new(5, 60);
        let ada = Key::of("ada");
        for number in 0..5 * GENERATION {
            if number % (GENERATION / 2) == 0 {
                let _ = limit.count(&ada, 0);
            }
            let _ = limit.count(&Key::of(&number.to_string()), 0);
        }
        assert!(limit.count(&ada, 0).is_err());
        let kept = limit.kept.lock().unwrap();
        assert!(kept.young.len() <= GENERATION && kept.old.len() <= GENERATION);
    }

    #[test]
    fn an_ipv6_address_counts_by_its_first_64_bits() {
        let key = |text: &str| Key::of_network(text.parse().unwrap());
        assert_eq!(
            key("2001:db8:0:1::1"),
            key("2001:db8:0:1:ffff:ffff:ffff:ffff")
        );
        assert_ne!(key("2001:db8:0:1::1"), key("2001:db8:0:2::1"));
        assert_eq!(key("::ffff:203.0.113.7"), key("203.0.113.7"));
    }

    #[test]
    fn the_end_of_time_lets_nobody_through_for_free() {
        let limit = RateLimit::new(1, 10);
        let key = Key::of("a");
        let _ = limit.count(&key, u64::MAX);
        assert!(limit.count(&key, 0).is_err());
    }
}
