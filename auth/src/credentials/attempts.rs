//! How often somebody may try, by account and by address (ASVS 5.0 §6.3.1), in bounded memory.

use std::net::IpAddr;

use crate::clock::SharedClock;
use crate::rate_limit::{Key, RateLimit, TooOften};

/// Counts attempts. One is counted before it is made, so that many at once are no more than they may be.
#[derive(Debug)]
pub(crate) struct Attempts {
    accounts: RateLimit,
    addresses: RateLimit,
    clock: SharedClock,
}

/// An attempt that was counted.
#[derive(Debug)]
pub(crate) struct Attempt {
    account: Key,
    address: Option<Key>,
}

impl Attempts {
    pub(crate) fn new(clock: SharedClock) -> Self {
        Self {
            accounts: RateLimit::new(5, 60),
            addresses: RateLimit::new(30, 10),
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
    ) -> Result<Attempt, TooOften> {
        let now = self.clock.now();
        let address = address.map(Key::of_network);
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

/// The same for every way of writing a name that people take for the same: capitals and blanks make no difference.
fn account(provider: &str, identifier: &str) -> Key {
    let words: Vec<String> = identifier
        .split_whitespace()
        .map(str::to_lowercase)
        .collect();
    Key::of(&[provider, "\0", &words.join(" ")].concat())
}

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
        assert_eq!(refused, TooOften { retry_after: 60 });
        wait(&clock, 59);
        let refused = attempts.begin("credentials", "ada", None).unwrap_err();
        assert_eq!(refused, TooOften { retry_after: 1 });
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
        assert_eq!(refused, TooOften { retry_after: 60 });
    }
}
