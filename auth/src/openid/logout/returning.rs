//! The cookie by which a browser is known that leaves the pages of its session, or comes back from the provider's sign-out:
//! `state`, and where it goes from there. Nothing is kept on the server.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::clock::SharedClock;
use crate::config::Secret;
use crate::cookies::{self, Attributes};
use crate::sealed::{Purpose, RandomUnavailable, SealingKeys, random_text};

/// Sends browsers away from the pages of their session, and knows them when they come back.
#[derive(Debug)]
pub(crate) struct Departures {
    keys: SealingKeys,
    clock: SharedClock,
    secure: bool,
}

/// A browser that is known again.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Returning {
    /// Where its sign-out was to end: to be checked again, for the declaration may have changed.
    pub(crate) callback_url: Option<String>,
    /// What comes before that.
    pub(crate) onward: Option<Onward>,
}

/// What a browser has yet to come to before its sign-out ends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Onward {
    /// The provider, with this logout request.
    Provider(String),
    /// The page that tells of an error.
    ErrorPage(String),
    /// The page that says what was not done.
    NotDone(NotDone),
}

/// What a sign-out was asked for and did not do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NotDone {
    /// The id of the provider, if it is known.
    pub(crate) provider: Option<String>,
    /// The session at the provider may go on.
    pub(crate) signed_in: bool,
    /// What it has granted was not revoked.
    pub(crate) granted: bool,
}

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    state: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    onward: Option<Cow<'a, Onward>>,
    left: u64,
}

impl Departures {
    pub(crate) fn new(secrets: &[Secret], secure: bool, clock: SharedClock) -> Self {
        Self {
            keys: SealingKeys::derive(secrets, Purpose::SignedOut),
            clock,
            secure,
        }
    }

    /// 256 random bits by which a departure is known.
    pub(crate) fn new_state() -> Result<String, RandomUnavailable> {
        random_text::<32>()
    }

    /// What a browser keeps that leaves with this `state`; `callback_url`, which has been checked, is where its sign-out ends.
    /// `None`: it would be more than browsers keep, or there are no random bytes.
    pub(crate) fn cookie(
        &self,
        state: &str,
        callback_url: Option<&str>,
        onward: Option<&Onward>,
    ) -> Option<HeaderValue> {
        let kept = Kept {
            state: state.into(),
            callback: callback_url.map(Cow::from),
            onward: onward.map(Cow::Borrowed),
            left: self.clock.now(),
        };
        let value = self.keys.seal(&serde_json::to_vec(&kept).ok()?).ok()?;
        let cookie = self.attributes().set(self.name(), &value, Some(LIFETIME));
        cookie.ok().filter(|cookie| cookie.len() <= LONGEST_COOKIE)
    }

    /// What a browser was to do, if this is the return that it was sent away for. `None`: it is not.
    pub(crate) fn end(&self, state: Option<&str>, request: &HeaderMap) -> Option<Returning> {
        let value = cookies::find(request, self.name()).ok().flatten()?;
        let opened = self.keys.open(value).ok()?;
        let kept: Kept<'_> = serde_json::from_slice(&opened.payload).ok()?;
        let same = bool::from(kept.state.as_bytes().ct_eq(state?.as_bytes()));
        let in_time = self.clock.now() <= kept.left.saturating_add(LIFETIME);
        (same && in_time).then(|| Returning {
            callback_url: kept.callback.map(Cow::into_owned),
            onward: kept.onward.map(Cow::into_owned),
        })
    }

    /// What makes the browser forget it.
    pub(crate) fn forget(&self) -> Option<HeaderValue> {
        self.attributes().delete(self.name()).ok()
    }

    fn attributes(&self) -> Attributes {
        Attributes::lax(self.secure)
    }

    fn name(&self) -> &'static str {
        if self.secure {
            "__Host-auth.signed-out"
        } else {
            "auth.signed-out"
        }
    }
}

/// Not the logout request, which holds an ID token.
impl fmt::Debug for Onward {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Provider(_) => "Provider(…)",
            Self::ErrorPage(_) => "ErrorPage(…)",
            Self::NotDone(_) => "NotDone(…)",
        })
    }
}

/// How long, in seconds, somebody may look at the provider's pages.
const LIFETIME: u64 = 600;

/// In bytes, attributes included: browsers keep 4096 of name and value (RFC 6265bis §5.7).
const LONGEST_COOKIE: usize = 4096;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::header::COOKIE;

    use super::*;
    use crate::openid::fixtures::StoppedClock;

    const NOW: u64 = 1_800_000_000;

    fn departures(clock: &Arc<StoppedClock>) -> Departures {
        let secret = Secret::issued("b2Zr0Qh8vK1xT6mW9pL3sD7fG5jY4cNa");
        Departures::new(&[secret], true, clock.clone())
    }

    fn request(cookie: &HeaderValue) -> HeaderMap {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).unwrap())])
    }

    #[test]
    fn the_return_that_was_expected_goes_where_it_was_to_go() {
        let clock = StoppedClock::at(NOW);
        let departures = departures(&clock);
        let not_done = Onward::NotDone(NotDone {
            provider: Some("acme".into()),
            signed_in: true,
            granted: false,
        });
        let provider = Onward::Provider("https://op.test/end?state=x".into());
        for onward in [None, Some(provider), Some(not_done)] {
            let cookie = departures.cookie("x", Some("/bye"), onward.as_ref());
            let request = request(&cookie.unwrap());
            let expected = Some(Returning {
                callback_url: Some("/bye".into()),
                onward,
            });
            assert_eq!(departures.end(Some("x"), &request), expected);
            clock.advance(LIFETIME);
            assert_eq!(departures.end(Some("x"), &request), expected);
            clock.advance(1);
            assert_eq!(departures.end(Some("x"), &request), None);
        }
    }

    /// Whatever no browser would keep is not sent: then the browser goes there as it is.
    #[test]
    fn a_departure_is_kept_as_long_as_browsers_keep_it() {
        let departures = departures(&StoppedClock::at(NOW));
        let url = |length| Onward::Provider("x".repeat(length));
        let cookie = |length| departures.cookie("x", Some("/bye"), Some(&url(length)));
        let longest = (1_500..3_500).rfind(|length| cookie(*length).is_some());
        let longest = longest.unwrap();
        assert!((2_500..3_000).contains(&longest), "{longest}");
        let kept = cookie(longest).unwrap();
        assert!(kept.len() <= 4_096 && kept.len() > 4_090);
        assert!(departures.end(Some("x"), &request(&kept)).is_some());
        assert_eq!(cookie(longest + 1), None);
    }

    /// SR-05
    #[test]
    fn a_logout_request_is_not_printed() {
        let onward = Onward::Provider("https://op.test/end?id_token_hint=canary".into());
        let returning = Returning {
            callback_url: None,
            onward: Some(onward),
        };
        assert!(!format!("{returning:?}").contains("canary"));
    }

    /// LO-02, R-RPL-03
    #[test]
    fn another_state_or_none_or_another_cookie_is_not_the_return() {
        let departures = departures(&StoppedClock::at(NOW));
        let (one, other) = (
            Departures::new_state().unwrap(),
            Departures::new_state().unwrap(),
        );
        assert_ne!(one, other);
        assert!(one.len() >= 43);
        let request = request(&departures.cookie(&one, None, None).unwrap());
        for state in [None, Some(""), Some(other.as_str())] {
            assert!(departures.end(state, &request).is_none());
        }
        let state = Some(one.as_str());
        assert!(departures.end(state, &HeaderMap::new()).is_none());
        assert_eq!(departures.end(state, &request), Some(Returning::default()));
    }
}
