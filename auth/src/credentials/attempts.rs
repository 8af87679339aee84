//! How often somebody may try, by account and by address (ASVS 5.0 §6.3.1), in bounded memory.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use ring::digest::{SHA256, digest};

use crate::clock::SharedClock;

/// Counts attempts. One is counted before it is made, so that many at once are no more than they may be.
#[derive(Debug)]
pub(crate) struct Attempts {
    accounts: Counts,
    addresses: Counts,
    clock: SharedClock,
}

/// An attempt that was counted.
#[derive(Debug)]
pub(crate) struct Attempt {
    account: Key,
    address: Option<Key>,
}

/// There have been too many; one more may be made in so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany {
    pub(crate) retry_after: u64,
}

/// What is counted for, hashed, so that no list of names stands in memory.
type Key = [u8; 32];

/// So many at once, and then one in each period.
#[derive(Debug, Clone, Copy)]
struct Rate {
    burst: u64,
    /// In seconds.
    period: u64,
}

/// For each key the time at which nothing is counted for it any more (the generic cell rate algorithm, ITU-T I.371).
#[derive(Debug)]
struct Counts {
    rate: Rate,
    kept: Mutex<Generations>,
}

/// What was used lately, and what was used before that: when there is no room, what has long been left alone goes first.
/// Whoever fills it with names nobody has cannot make it larger, nor push out a name that is being tried.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<Key, u64>,
    old: HashMap<Key, u64>,
}

impl Attempts {
    pub(crate) fn new(clock: SharedClock) -> Self {
        Self {
            accounts: Counts::new(Rate {
                burst: 5,
                period: 60,
            }),
            addresses: Counts::new(Rate {
                burst: 30,
                period: 10,
            }),
            clock,
        }
    }

    /// Counts an attempt to sign in to an account of this provider, by the name that was typed.
    ///
    /// # Errors
    /// When there have been too many. Of an address that has none left nothing is counted for the account: nobody locks
    /// others out beyond what their own address may do.
    pub(crate) fn begin(
        &self,
        provider: &str,
        identifier: &str,
        address: Option<IpAddr>,
    ) -> Result<Attempt, TooMany> {
        let now = self.clock.now();
        let address = address.map(network);
        if let Some(address) = &address {
            self.addresses.count(address, now)?;
        }
        let account = account(provider, identifier);
        self.accounts.count(&account, now)?;
        Ok(Attempt { account, address })
    }

    /// Takes an attempt back: it succeeded, or was never made.
    pub(crate) fn forgive(&self, attempt: &Attempt) {
        self.accounts.take_back(&attempt.account);
        if let Some(address) = &attempt.address {
            self.addresses.take_back(address);
        }
    }
}

impl Counts {
    fn new(rate: Rate) -> Self {
        Self {
            rate,
            kept: Mutex::default(),
        }
    }

    fn count(&self, key: &Key, now: u64) -> Result<(), TooMany> {
        let Rate { burst, period } = self.rate;
        let full = now.saturating_add(burst * period);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back locks nobody out for longer than it should.
        let due = kept.find(key).unwrap_or(0).clamp(now, full);
        let next = due.saturating_add(period);
        let counted = next <= full;
        kept.keep(*key, if counted { next } else { due });
        if counted {
            Ok(())
        } else {
            Err(TooMany {
                retry_after: next - full,
            })
        }
    }

    fn take_back(&self, key: &Key) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(due) = kept.find(key) {
            kept.keep(*key, due.saturating_sub(self.rate.period));
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

/// The same for every way of writing a name that people take for the same: capitals and blanks make no difference.
fn account(provider: &str, identifier: &str) -> Key {
    let words: Vec<String> = identifier
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    hashed(&[provider, "\0", &words.join(" ")].concat())
}

/// Who an address belongs to: all of an IPv4 address, and of an IPv6 address the first 64 bits, for the rest is for one
/// household to choose.
fn network(address: IpAddr) -> Key {
    match address.to_canonical() {
        IpAddr::V4(address) => hashed(&address.to_string()),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            hashed(&format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"))
        }
    }
}

fn hashed(text: &str) -> Key {
    let mut key = [0; 32];
    key.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    key
}

/// How many keys there are in a generation; two of them are kept.
const GENERATION: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::ManualClock;

    fn attempts() -> (Attempts, ManualClock) {
        let clock = ManualClock::at(1_800_000_000);
        (Attempts::new(Arc::new(clock.clone())), clock)
    }

    fn wait(clock: &ManualClock, seconds: u64) {
        clock.advance(std::time::Duration::from_secs(seconds));
    }

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    /// How many attempts are let through before one is not.
    fn let_through(attempts: &Attempts, name: &str, address: Option<IpAddr>) -> usize {
        (0..1000)
            .take_while(|_| attempts.begin("credentials", name, address).is_ok())
            .count()
    }

    /// AL-18
    #[test]
    fn an_account_has_five_attempts_and_then_one_a_minute() {
        let (attempts, clock) = attempts();
        assert_eq!(let_through(&attempts, "ada", None), 5);
        let refused = attempts.begin("credentials", "ada", None).unwrap_err();
        assert_eq!(refused, TooMany { retry_after: 60 });
        wait(&clock, 59);
        let refused = attempts.begin("credentials", "ada", None).unwrap_err();
        assert_eq!(refused, TooMany { retry_after: 1 });
        wait(&clock, 1);
        assert_eq!(let_through(&attempts, "ada", None), 1);
        wait(&clock, 3600);
        assert_eq!(let_through(&attempts, "ada", None), 5);
    }

    #[test]
    fn accounts_are_counted_apart_and_so_are_providers() {
        let (attempts, _) = attempts();
        assert_eq!(let_through(&attempts, "ada", None), 5);
        assert_eq!(let_through(&attempts, "grace", None), 5);
        assert!(attempts.begin("staff", "ada", None).is_ok());
    }

    #[test]
    fn capitals_and_blanks_give_no_further_attempts() {
        let (attempts, _) = attempts();
        for name in ["ada l", " Ada L", "ADA\u{a0}L", "ada  l ", "\tada\nl"] {
            assert!(
                attempts.begin("credentials", name, None).is_ok(),
                "{name:?}"
            );
        }
        assert!(attempts.begin("credentials", "Ada l", None).is_err());
    }

    #[test]
    fn what_is_forgiven_was_never_counted() {
        let (attempts, _) = attempts();
        let address = ip("192.0.2.1");
        for _ in 0..100 {
            let attempt = attempts.begin("credentials", "ada", address).unwrap();
            attempts.forgive(&attempt);
        }
        assert_eq!(let_through(&attempts, "ada", address), 5);
        let other = attempts.begin("credentials", "grace", address).unwrap();
        attempts.forgive(&other);
        attempts.forgive(&other);
        assert!(attempts.begin("credentials", "ada", address).is_err());
    }

    #[test]
    fn an_address_has_thirty_attempts_and_then_one_in_ten_seconds() {
        let (attempts, clock) = attempts();
        let spray = |address| {
            (0..1000)
                .take_while(|number: &u32| {
                    let name = format!("{number} at {}", clock_reading(&clock));
                    attempts.begin("credentials", &name, address).is_ok()
                })
                .count()
        };
        assert_eq!(spray(ip("192.0.2.1")), 30);
        assert_eq!(spray(ip("::ffff:192.0.2.1")), 0);
        assert_eq!(spray(ip("192.0.2.2")), 30);
        wait(&clock, 10);
        assert_eq!(spray(ip("192.0.2.1")), 1);
    }

    fn clock_reading(clock: &ManualClock) -> u64 {
        use crate::clock::Clock;
        clock.now()
    }

    #[test]
    fn an_ipv6_address_counts_by_its_first_64_bits() {
        assert_eq!(
            network("2001:db8:0:1::1".parse().unwrap()),
            network("2001:db8:0:1:ffff:ffff:ffff:ffff".parse().unwrap())
        );
        assert_ne!(
            network("2001:db8:0:1::1".parse().unwrap()),
            network("2001:db8:0:2::1".parse().unwrap())
        );
    }

    #[test]
    fn an_address_without_attempts_uses_up_nobody_elses() {
        let (attempts, _) = attempts();
        let address = ip("192.0.2.1");
        for number in 0..30 {
            let name = format!("nobody {number}");
            attempts.begin("credentials", &name, address).unwrap();
        }
        for _ in 0..100 {
            assert!(attempts.begin("credentials", "ada", address).is_err());
        }
        assert_eq!(let_through(&attempts, "ada", None), 5);
    }

    /// LD-04: the flood leaves a name that is being tried in its place.
    #[test]
    fn memory_is_bounded_and_what_is_tried_is_not_forgotten() {
        let (attempts, _) = attempts();
        assert_eq!(let_through(&attempts, "ada", None), 5);
        for number in 0..5 * GENERATION {
            if number % 1000 == 0 {
                assert!(attempts.begin("credentials", "ada", None).is_err());
            }
            let _ = attempts.begin("credentials", &number.to_string(), None);
        }
        let kept = attempts.accounts.kept.lock().unwrap();
        assert!(kept.young.len() <= GENERATION && kept.old.len() <= GENERATION);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out_for_longer() {
        let late = ManualClock::at(1_800_000_000);
        let attempts = Attempts::new(Arc::new(late));
        assert_eq!(let_through(&attempts, "ada", None), 5);
        let early = Attempts {
            clock: Arc::new(ManualClock::at(1_000)),
            ..attempts
        };
        let refused = early.begin("credentials", "ada", None).unwrap_err();
        assert_eq!(refused, TooMany { retry_after: 60 });
    }
}
