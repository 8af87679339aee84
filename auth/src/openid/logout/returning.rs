//! The cookie by which a browser that comes back from the provider's sign-out is known: `state`, and where it goes from
//! there. Nothing is kept on the server.

use std::fmt;

use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::clock::SharedClock;
use crate::config::Secret;
use crate::cookies::{self, Attributes};
use crate::sealed::{Purpose, RandomUnavailable, SealingKeys, random_text};

/// Sends browsers to a provider's sign-out, and knows them when they come back.
#[derive(Debug)]
pub(crate) struct Departures {
    keys: SealingKeys,
    clock: SharedClock,
    secure: bool,
}

/// A browser that is about to leave.
pub(crate) struct Departure {
    /// 256 random bits, for the request.
    pub(crate) state: String,
    /// What the browser keeps meanwhile.
    pub(crate) cookie: HeaderValue,
}

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<String>,
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

    /// A departure that is to end at this callback URL, which has been checked.
    pub(crate) fn begin(&self, callback_url: Option<&str>) -> Result<Departure, RandomUnavailable> {
        let state = random_text::<32>()?;
        let kept = Kept {
            state: state.clone(),
            callback: callback_url.map(str::to_owned),
            left: self.clock.now(),
        };
        let payload = serde_json::to_vec(&kept).unwrap_or_default();
        let value = self.keys.seal(&payload)?;
        let cookie = self
            .attributes()
            .set(self.name(), &value, Some(LIFETIME))
            .map_err(|_| RandomUnavailable)?;
        Ok(Departure { state, cookie })
    }

    /// Where the browser was to go, if this is the return that it was sent away for: to be checked again, for the
    /// declaration may have changed. `None`: it is not.
    pub(crate) fn end(&self, state: Option<&str>, request: &HeaderMap) -> Option<Option<String>> {
        let value = cookies::find(request, self.name()).ok().flatten()?;
        let opened = self.keys.open(value).ok()?;
        let kept: Kept = serde_json::from_slice(&opened.payload).ok()?;
        let same = bool::from(kept.state.as_bytes().ct_eq(state?.as_bytes()));
        let in_time = self.clock.now() <= kept.left.saturating_add(LIFETIME);
        (same && in_time).then_some(kept.callback)
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

impl fmt::Debug for Departure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Departure(…)")
    }
}

/// How long, in seconds, somebody may look at the provider's pages.
const LIFETIME: u64 = 600;

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

    fn request(departure: &Departure) -> HeaderMap {
        let cookie = departure.cookie.to_str().unwrap();
        let pair = cookie.split(';').next().unwrap();
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(pair).unwrap())])
    }

    #[test]
    fn the_return_that_was_expected_goes_where_it_was_to_go() {
        let clock = StoppedClock::at(NOW);
        let departures = departures(&clock);
        let departure = departures.begin(Some("/bye")).unwrap();
        let request = request(&departure);
        let end = |state| departures.end(state, &request);
        assert_eq!(end(Some(&departure.state)), Some(Some("/bye".into())));
        clock.advance(LIFETIME);
        assert!(end(Some(&departure.state)).is_some());
        clock.advance(1);
        assert!(end(Some(&departure.state)).is_none());
    }

    /// LO-02, R-RPL-03
    #[test]
    fn another_state_or_none_or_another_cookie_is_not_the_return() {
        let departures = departures(&StoppedClock::at(NOW));
        let (one, other) = (
            departures.begin(None).unwrap(),
            departures.begin(None).unwrap(),
        );
        assert_ne!(one.state, other.state);
        assert!(one.state.len() >= 43);
        for state in [None, Some(""), Some(other.state.as_str())] {
            assert!(departures.end(state, &request(&one)).is_none());
        }
        let state = Some(one.state.as_str());
        assert!(departures.end(state, &HeaderMap::new()).is_none());
        assert_eq!(departures.end(state, &request(&one)), Some(None));
    }
}
