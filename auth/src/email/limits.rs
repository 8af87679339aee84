//! How often links are sent: to one address, and for one peer.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::email::EmailAddress;

/// Counts what was asked for. What it takes is the same, however many addresses and peers there are.
#[derive(Debug)]
pub(super) struct Limits {
    addresses: Limit,
    peers: Limit,
}

/// It was too often; in that many seconds it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooOften {
    pub(super) retry_after: u64,
}

impl Limits {
    pub(super) fn new() -> Self {
        Self {
            addresses: Limit::new(5, 180),
            peers: Limit::new(20, 45),
        }
    }

    /// Counts a link that is asked for at this time.
    ///
    /// # Errors
    /// When there have been too many.
    pub(super) fn count(
        &self,
        address: &EmailAddress,
        peer: Option<IpAddr>,
        now: u64,
    ) -> Result<(), TooOften> {
        if let Some(peer) = peer {
            self.peers.count(network(peer), now)?;
        }
        // Most mailboxes are the same in capital letters.
        let mailbox = address.as_str().to_ascii_lowercase();
        self.addresses.count(mailbox, now)
    }
}

/// Whom an address belongs to: of IPv6 a subscriber has a network of 64 bits at least.
fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & (u128::MAX << 64)).into()),
        address => address,
    }
}

/// So many at once, and then one in each interval (the generic cell rate algorithm, ITU-T I.371).
///
/// Each key has one of [`SLOTS`] slots, found by a hash that nobody outside can compute. Two keys may have the same one, and
/// then share what it allows; nothing that anybody does makes a slot forget.
#[derive(Debug)]
struct Limit {
    /// In seconds.
    interval: u64,
    /// How far a slot may run ahead of the time, in seconds.
    ahead: u64,
    hasher: RandomState,
    /// When each slot will have made up for what was counted.
    slots: Mutex<Box<[u64]>>,
}

impl Limit {
    fn new(at_once: u64, interval: u64) -> Self {
        Self {
            interval,
            ahead: at_once * interval,
            hasher: RandomState::new(),
            slots: Mutex::new(vec![0; SLOTS].into_boxed_slice()),
        }
    }

    fn count(&self, key: impl Hash, now: u64) -> Result<(), TooOften> {
        let place = usize::try_from(self.hasher.hash_one(key) % SLOTS as u64).unwrap_or(0);
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(slot) = slots.get_mut(place) else {
            return Ok(());
        };
        let even = now.max(*slot).saturating_add(self.interval);
        let limit = now.saturating_add(self.ahead);
        if even > limit {
            return Err(TooOften {
                retry_after: even - limit,
            });
        }
        *slot = even;
        Ok(())
    }
}

/// Half a mebibyte for each limit.
const SLOTS: usize = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    #[test]
    fn an_address_is_sent_five_links_and_then_one_in_three_minutes() {
        let limits = Limits::new();
        let ada = address("ada@x.test");
        for _ in 0..5 {
            assert_eq!(limits.count(&ada, None, NOW), Ok(()));
        }
        let too_often = TooOften { retry_after: 180 };
        assert_eq!(limits.count(&ada, None, NOW), Err(too_often));
        let too_often = TooOften { retry_after: 1 };
        assert_eq!(limits.count(&ada, None, NOW + 179), Err(too_often));
        assert_eq!(limits.count(&ada, None, NOW + 180), Ok(()));
        assert!(limits.count(&ada, None, NOW + 180).is_err());
        assert_eq!(limits.count(&address("bob@x.test"), None, NOW), Ok(()));
    }

    #[test]
    fn after_a_quarter_of_an_hour_everything_is_as_it_was() {
        let limits = Limits::new();
        let ada = address("ada@x.test");
        for now in [NOW, NOW + 900] {
            for _ in 0..5 {
                assert_eq!(limits.count(&ada, None, now), Ok(()));
            }
            assert!(limits.count(&ada, None, now).is_err());
        }
    }

    #[test]
    fn capital_letters_are_no_way_round_it() {
        let limits = Limits::new();
        for typed in [
            "ada@x.test",
            "Ada@x.test",
            "ADA@x.test",
            "aDa@X.test",
            "adA@x.test",
        ] {
            assert_eq!(limits.count(&address(typed), None, NOW), Ok(()));
        }
        assert!(limits.count(&address("AdA@x.test"), None, NOW).is_err());
    }

    #[test]
    fn a_peer_asks_for_twenty_links_whatever_the_addresses() {
        let limits = Limits::new();
        let peer = Some("203.0.113.7".parse().unwrap());
        let numbered = |number: u32| address(&format!("a{number}@x.test"));
        for number in 0..20 {
            assert_eq!(limits.count(&numbered(number), peer, NOW), Ok(()));
        }
        let refused = limits.count(&numbered(20), peer, NOW);
        assert_eq!(refused, Err(TooOften { retry_after: 45 }));
        let mapped = Some("::ffff:203.0.113.7".parse().unwrap());
        assert!(limits.count(&numbered(21), mapped, NOW).is_err());
        let other = Some("203.0.113.8".parse().unwrap());
        assert_eq!(limits.count(&numbered(22), other, NOW), Ok(()));
        assert_eq!(limits.count(&numbered(23), None, NOW), Ok(()));
    }

    #[test]
    fn a_peer_with_a_whole_network_is_one_peer() {
        let limits = Limits::new();
        let numbered = |number: u32| address(&format!("a{number}@x.test"));
        for number in 0..20 {
            let peer = Some(format!("2001:db8:1:2::{number:x}").parse().unwrap());
            assert_eq!(limits.count(&numbered(number), peer, NOW), Ok(()));
        }
        let peer = Some("2001:db8:1:2:ffff::1".parse().unwrap());
        assert!(limits.count(&numbered(20), peer, NOW).is_err());
        let other = Some("2001:db8:1:3::1".parse().unwrap());
        assert_eq!(limits.count(&numbered(21), other, NOW), Ok(()));
    }

    #[test]
    fn a_clock_that_stands_at_the_end_of_time_lets_nobody_through_for_free() {
        let limit = Limit::new(1, 10);
        assert_eq!(limit.count("a", u64::MAX), Ok(()));
        assert_eq!(
            limit.count("a", 0),
            Err(TooOften {
                retry_after: u64::MAX - 10
            })
        );
    }
}
