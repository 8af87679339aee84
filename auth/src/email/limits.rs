//! How often links are sent: to one address, and for one peer.

use std::net::IpAddr;

use crate::email::EmailAddress;
use crate::rate_limit::{Key, RateLimit, TooOften};

/// Counts what was asked for.
#[derive(Debug)]
pub(super) struct Limits {
    addresses: RateLimit,
    peers: RateLimit,
}

impl Limits {
    pub(super) fn new() -> Self {
        Self {
            addresses: RateLimit::new(5, 180),
            peers: RateLimit::new(20, 45),
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
            self.peers.count(&Key::of_network(peer), now)?;
        }
        // Most mailboxes are the same in capital letters.
        let mailbox = address.as_str().to_ascii_lowercase();
        self.addresses.count(&Key::of(&mailbox), now)
    }
}

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
}
