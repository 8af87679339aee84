//! The cookie by which a browser that comes back from the provider's sign-out is known: `state`, and where it goes from
//! there. Nothing is kept on the server.

use std::borrow::Cow;
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

/// A browser that is known again.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Returning {
    /// Where its sign-out was to end: to be checked again, for the declaration may have changed.
    pub(crate) callback_url: Option<String>,
    /// The logout request that it has yet to take to the provider.
    pub(crate) logout_url: Option<String>,
}

/// What the cookie holds.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    state: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logout: Option<Cow<'a, str>>,
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
        let cookie = self.cookie(&state, callback_url, None)?;
        Ok(Departure { state, cookie })
    }

    /// What a browser keeps that goes to the provider by way of a document of ours. `None`: more than browsers keep.
    pub(crate) fn by_way_out(
        &self,
        departure: &Departure,
        callback_url: Option<&str>,
        logout_url: &str,
    ) -> Option<HeaderValue> {
        let cookie = self.cookie(&departure.state, callback_url, Some(logout_url));
        cookie.ok().filter(|cookie| cookie.len() <= LONGEST_COOKIE)
    }

    /// What it keeps from then on, while it is at the provider.
    pub(crate) fn at_the_provider(
        &self,
        state: &str,
        callback_url: Option<&str>,
    ) -> Option<HeaderValue> {
        self.cookie(state, callback_url, None).ok()
    }

    /// Where the browser was to go, if this is the return that it was sent away for. `None`: it is not.
    pub(crate) fn end(&self, state: Option<&str>, request: &HeaderMap) -> Option<Returning> {
        let value = cookies::find(request, self.name()).ok().flatten()?;
        let opened = self.keys.open(value).ok()?;
        let kept: Kept<'_> = serde_json::from_slice(&opened.payload).ok()?;
        let same = bool::from(kept.state.as_bytes().ct_eq(state?.as_bytes()));
        let in_time = self.clock.now() <= kept.left.saturating_add(LIFETIME);
        (same && in_time).then(|| Returning {
            callback_url: kept.callback.map(Cow::into_owned),
            logout_url: kept.logout.map(Cow::into_owned),
        })
    }

    /// What makes the browser forget it.
    pub(crate) fn forget(&self) -> Option<HeaderValue> {
        self.attributes().delete(self.name()).ok()
    }

    fn cookie(
        &self,
        state: &str,
        callback_url: Option<&str>,
        logout_url: Option<&str>,
    ) -> Result<HeaderValue, RandomUnavailable> {
        let kept = Kept {
            state: state.into(),
            callback: callback_url.map(Cow::from),
            logout: logout_url.map(Cow::from),
            left: self.clock.now(),
        };
        let payload = serde_json::to_vec(&kept).unwrap_or_default();
        let value = self.keys.seal(&payload)?;
        self.attributes()
            .set(self.name(), &value, Some(LIFETIME))
            .map_err(|_| RandomUnavailable)
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
        let returning = end(Some(&departure.state)).unwrap();
        assert_eq!(returning.callback_url.as_deref(), Some("/bye"));
        assert_eq!(returning.logout_url, None);
        clock.advance(LIFETIME);
        assert!(end(Some(&departure.state)).is_some());
        clock.advance(1);
        assert!(end(Some(&departure.state)).is_none());
    }

    /// One that no browser would keep is not sent: then the browser goes to the provider as it is.
    #[test]
    fn a_logout_request_is_kept_as_long_as_browsers_keep_it() {
        let departures = departures(&StoppedClock::at(NOW));
        let mut departure = departures.begin(Some("/bye")).unwrap();
        let url = format!("https://op.test/end?id_token_hint={}", "x".repeat(1_500));
        let cookie = departures.by_way_out(&departure, Some("/bye"), &url);
        departure.cookie = cookie.unwrap();
        let returning = departures.end(Some(&departure.state), &request(&departure));
        assert_eq!(
            returning,
            Some(Returning {
                callback_url: Some("/bye".into()),
                logout_url: Some(url.clone()),
            })
        );
        let cookie = departures.at_the_provider(&departure.state, Some("/bye"));
        departure.cookie = cookie.unwrap();
        let returning = departures.end(Some(&departure.state), &request(&departure));
        assert_eq!(returning.unwrap().logout_url, None);

        let longer = url + &"x".repeat(2_000);
        assert_eq!(departures.by_way_out(&departure, None, &longer), None);
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
        assert_eq!(
            departures.end(state, &request(&one)),
            Some(Returning::default())
        );
    }
}
