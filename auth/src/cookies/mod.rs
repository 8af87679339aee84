//! Cookies (RFC 6265bis) as they come and as they go, for everything that keeps something in a browser.
//!
//! # Two cookies of one name
//! A request can carry several cookies of one name: of other paths, or planted by a sibling host. Their order says
//! nothing about which is ours (RFC 6265bis §8.6), so neither is believed: a name that stands twice is unusable, in
//! whatever order and even with equal values. Names with the prefix `__Host-` cannot be planted in this way.

mod name;
mod request;
mod response;

pub(crate) use name::CookieName;
pub(crate) use request::{Unusable, find, pairs, with_prefix};
pub(crate) use response::{Attributes, InvalidCookie, LONGEST_AGE};
