//! What a browser keeps when its user has to prove anew who they are: its next sign-in makes the provider ask again
//! (OpenID Connect Core §3.1.2.1, `prompt=login`).
//!
//! It is a cookie, so that it gets from the guard to the authorization request whatever page is between them: the
//! built-in one, the application's own, or its script. It is no secret and proves nothing. Whoever plants or keeps it is
//! asked more, never less; whoever deletes it comes back to the guard no fresher than before.

use http::{HeaderMap, HeaderValue};

use crate::cookies::{self, Attributes};

/// Remembers in the browser that the provider has to ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReauthenticationDemand {
    secure: bool,
}

impl ReauthenticationDemand {
    pub(crate) const fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// The cookie that makes the next sign-in of this browser a new proof.
    pub(crate) fn make(self) -> Option<HeaderValue> {
        let attributes = Attributes::lax(self.secure);
        attributes.set(self.name(), "1", Some(LIFETIME)).ok()
    }

    /// Whether this browser has been told so. A cookie that cannot be read is taken for one that says it.
    pub(crate) fn is_made(self, request: &HeaderMap) -> bool {
        !matches!(cookies::find(request, self.name()), Ok(None))
    }

    /// Deletes the cookie, if the request has it: somebody has signed in.
    pub(crate) fn met(self, request: &HeaderMap) -> Option<HeaderValue> {
        let attributes = Attributes::lax(self.secure);
        let made = self.is_made(request);
        made.then(|| attributes.delete(self.name()).ok()).flatten()
    }

    const fn name(self) -> &'static str {
        if self.secure {
            "__Host-auth.reauthenticate"
        } else {
            "auth.reauthenticate"
        }
    }
}

/// In seconds: as long as a flow may take.
const LIFETIME: u64 = 600;

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::COOKIE;

    fn request(cookie: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(cookie))])
    }

    #[test]
    fn what_is_made_is_found_and_deleted() {
        let demand = ReauthenticationDemand::new(true);
        let set = demand.make().unwrap();
        assert!(
            set.to_str()
                .unwrap()
                .starts_with("__Host-auth.reauthenticate=1; ")
        );
        let request = request("__Host-auth.reauthenticate=1");
        assert!(demand.is_made(&request));
        let deleted = demand.met(&request).unwrap();
        assert!(deleted.to_str().unwrap().contains("Max-Age=0"));
    }

    #[test]
    fn without_it_nothing_is_demanded_and_nothing_deleted() {
        let demand = ReauthenticationDemand::new(true);
        let request = request("auth.reauthenticate=1");
        assert!(!demand.is_made(&request));
        assert_eq!(demand.met(&request), None);
    }

    /// Two of one name: nobody knows which is ours, and asking once more harms nobody.
    #[test]
    fn what_cannot_be_read_demands_it() {
        let demand = ReauthenticationDemand::new(false);
        assert!(demand.is_made(&request("auth.reauthenticate=0; auth.reauthenticate=1")));
    }
}
