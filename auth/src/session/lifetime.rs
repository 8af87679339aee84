//! How long a session lives. No input can make this arithmetic overflow.

use crate::cookies::LONGEST_AGE;
use crate::declaration::SessionDeclaration;
use crate::store::FoundSession;

/// The limits of a session, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lifetime {
    max_age: u64,
    idle: Option<u64>,
    update_age: u64,
}

impl Lifetime {
    /// The declared limits, none of them over 400 days.
    ///
    /// With an idle limit a session in use is sealed anew after a tenth of it at the latest, so that use counts: a session
    /// ends when it has rested for between nine tenths of the limit and the whole of it, and never later.
    pub(crate) fn new(declaration: &SessionDeclaration) -> Self {
        let max_age = declaration.max_age.min(LONGEST_AGE);
        let idle = declaration.idle.map(|idle| idle.min(max_age));
        let update_age = match idle {
            Some(idle) => declaration.update_age.min(idle / 10),
            None => declaration.update_age.min(LONGEST_AGE),
        };
        Self {
            max_age,
            idle,
            update_age,
        }
    }

    /// How long after signing in no session lives any more, in seconds.
    pub(crate) fn max_age(&self) -> u64 {
        self.max_age
    }

    /// When a session ends that was begun at `signed_in_at` and sealed at `sealed_at`: the absolute limit wins over use.
    pub(crate) fn expires_at(&self, signed_in_at: u64, sealed_at: u64) -> u64 {
        let absolute = signed_in_at.saturating_add(self.max_age);
        self.idle.map_or(absolute, |idle| {
            sealed_at.saturating_add(idle).min(absolute)
        })
    }

    /// When a session ends that a store keeps, unless it is used before.
    pub(crate) fn ends_at(&self, found: &FoundSession) -> u64 {
        match found.begun_elsewhere {
            false => found
                .expires_at
                .min(self.expires_at(found.signed_in_at, u64::MAX)),
            // Whoever began it knows how long it lives.
            true => found.expires_at,
        }
    }

    /// Whether a session in use that was sealed at `sealed_at` is to be sealed anew.
    pub(crate) fn renewal_due(&self, sealed_at: u64, now: u64) -> bool {
        now.saturating_sub(sealed_at) >= self.update_age.max(1)
    }

    /// When a session was begun that says only when it ends.
    pub(crate) fn begun_at(&self, expires_at: u64) -> u64 {
        expires_at.saturating_sub(self.max_age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetime(max_age: u64, idle: Option<u64>, update_age: u64) -> Lifetime {
        Lifetime::new(&SessionDeclaration {
            max_age,
            idle,
            update_age,
            cookie: None,
        })
    }

    /// SS-10
    #[test]
    fn without_an_idle_limit_only_the_absolute_one_counts() {
        let lifetime = lifetime(1_000, None, 100);
        assert_eq!(lifetime.expires_at(50, 50), 1_050);
        assert_eq!(lifetime.expires_at(50, 900), 1_050);
    }

    /// SS-10
    #[test]
    fn the_absolute_limit_wins_over_use() {
        let lifetime = lifetime(1_000, Some(100), 100);
        assert_eq!(lifetime.expires_at(50, 50), 150);
        assert_eq!(lifetime.expires_at(50, 500), 600);
        assert_eq!(lifetime.expires_at(50, 1_000), 1_050);
        assert_eq!(lifetime.expires_at(50, u64::MAX), 1_050);
    }

    #[test]
    fn renewal_is_due_once_per_update_age() {
        let lifetime = lifetime(1_000, None, 100);
        assert!(!lifetime.renewal_due(50, 149));
        assert!(lifetime.renewal_due(50, 150));
        assert!(
            !lifetime.renewal_due(50, 0),
            "sealed by a clock that is ahead"
        );
    }

    /// SS-10
    #[test]
    fn use_counts_within_a_tenth_of_the_idle_limit_whatever_the_update_age() {
        assert!(lifetime(10_000, Some(100), 5_000).renewal_due(0, 10));
        assert!(!lifetime(10_000, Some(100), 5_000).renewal_due(0, 9));
        assert!(lifetime(10_000, Some(100), 3).renewal_due(0, 3));
    }

    #[test]
    fn a_session_is_never_renewed_twice_in_one_second() {
        assert!(!lifetime(10, None, 0).renewal_due(5, 5));
        assert!(lifetime(10, None, 0).renewal_due(5, 6));
        assert!(!lifetime(10, Some(1), 1).renewal_due(5, 5));
    }

    /// CK-16
    #[test]
    fn no_limit_is_over_400_days_and_nothing_overflows() {
        let lifetime = lifetime(u64::MAX, Some(u64::MAX), u64::MAX);
        assert_eq!(lifetime.expires_at(0, 0), 34_560_000);
        assert_eq!(lifetime.expires_at(u64::MAX, u64::MAX), u64::MAX);
        assert_eq!(lifetime.expires_at(u64::MAX, 0), 34_560_000);
        assert!(lifetime.renewal_due(0, u64::MAX));
        assert!(!lifetime.renewal_due(u64::MAX, 0));
        assert_eq!(lifetime.begun_at(0), 0);
    }
}
