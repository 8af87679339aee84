//! The URLs this crate reads (RFC 3986), as a positive grammar: whatever is not written down here is refused.
//!
//! It is narrower than the RFC wherever browsers, proxies and servers disagree about what a URL means, so that all of
//! them see the same destination in what is left.

mod authority;
mod character;
mod const_str;
mod refusal;
mod segments;

pub use authority::Scheme;
pub use refusal::Refusal;
pub use segments::Segments;

pub(crate) use authority::{authority, find_end_of_authority, is_address, split_scheme};
pub(crate) use character::{Braces, check_characters, is_unreserved};
pub(crate) use const_str::{equal, find, part, same_port, split_once, strip_prefix};

use core::fmt;

use character::octet;

/// The longest URL that is read, in bytes.
pub const MAX_LENGTH: usize = 2_048;

/// Unwraps a `Result` where `?` cannot stand: in a `const fn`.
macro_rules! attempt {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(refusal) => return Err(refusal),
        }
    };
}
pub(crate) use attempt;

/// A path with its query and fragment (the "absolute-path reference" of RFC 3986 §4.2).
///
/// The path itself can only be had with its `.` and `..` resolved (§5.2.4): as [`segments`](Self::segments), or written
/// out by `Display`. It then begins with one slash, and nowhere has two in a row.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Reference<'a> {
    /// The segments of the path, `.` and `..` resolved; the last one is empty when the path ends with a slash.
    #[must_use]
    pub const fn segments(&self) -> Segments<'a> {
        Segments::of(self.path)
    }

    /// What stands between `?` and `#`.
    #[must_use]
    pub const fn query(&self) -> Option<&'a str> {
        self.query
    }

    /// What follows `#`.
    #[must_use]
    pub const fn fragment(&self) -> Option<&'a str> {
        self.fragment
    }

    /// Whether the path stands as it is, without `.` or `..` to resolve.
    #[must_use]
    pub const fn is_normalised(&self) -> bool {
        let mut rest = Some(part(self.path, 1, self.path.len()));
        while let Some(text) = rest {
            let (segment, next) = split_once(text, b'/');
            if equal(segment, ".") || equal(segment, "..") {
                return false;
            }
            rest = next;
        }
        true
    }
}

impl fmt::Display for Reference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in self.segments() {
            write!(f, "/{segment}")?;
        }
        if let Some(query) = self.query {
            write!(f, "?{query}")?;
        }
        if let Some(fragment) = self.fragment {
            write!(f, "#{fragment}")?;
        }
        Ok(())
    }
}

/// A whole `https` URL, or an `http` one of this machine.
#[derive(Debug, Clone, Copy)]
pub struct AbsoluteUrl<'a> {
    scheme: Scheme,
    host: &'a str,
    port: Option<u16>,
    reference: Reference<'a>,
}

impl<'a> AbsoluteUrl<'a> {
    /// The scheme.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host: a domain name in lower case, four decimal numbers, or `[::1]`.
    #[must_use]
    pub const fn host(&self) -> &'a str {
        self.host
    }

    /// The port, unless it is the scheme's own.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    /// Everything after the origin; `/` where nothing is.
    #[must_use]
    pub const fn reference(&self) -> Reference<'a> {
        self.reference
    }

    /// Whether both have one origin (RFC 6454 §5): scheme, host and port, byte for byte.
    #[must_use]
    pub const fn same_origin(&self, other: &AbsoluteUrl<'_>) -> bool {
        self.scheme.same(other.scheme)
            && equal(self.host, other.host)
            && same_port(self.port, other.port)
    }
}

impl fmt::Display for AbsoluteUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        self.reference.fmt(f)
    }
}

/// Reads a path with query and fragment.
pub(crate) const fn parse_reference(text: &str) -> Result<Reference<'_>, Refusal> {
    attempt!(check_characters(text, Braces::Refused));
    if text.is_empty() {
        return Err(Refusal::Empty);
    }
    if text.as_bytes()[0] != b'/' {
        return Err(Refusal::NotRooted);
    }
    reference(text)
}

/// Reads a whole URL.
pub(crate) const fn parse_absolute(text: &str) -> Result<AbsoluteUrl<'_>, Refusal> {
    attempt!(check_characters(text, Braces::Refused));
    let (scheme, rest) = attempt!(split_scheme(text));
    let end = find_end_of_authority(rest);
    let (host, port) = attempt!(authority(scheme, part(rest, 0, end)));
    let reference = attempt!(reference(part(rest, end, rest.len())));
    Ok(AbsoluteUrl {
        scheme,
        host,
        port,
        reference,
    })
}

/// Checks one segment of a path (§3.3) whose characters have been looked at.
pub(crate) const fn check_segment(segment: &str) -> Result<(), Refusal> {
    let bytes = segment.as_bytes();
    let (mut at, mut dots, mut encoded) = (0, 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'[' | b']' => return Err(Refusal::Character),
            b'.' => dots += 1,
            b'%' => {
                match octet(bytes, at) {
                    Some(b'/') => return Err(Refusal::EncodedSlash),
                    Some(b'\\') => return Err(Refusal::EncodedBackslash),
                    Some(b'.') => {
                        encoded = true;
                        dots += 1;
                    }
                    Some(_) => dots = NOT_A_DOT_SEGMENT,
                    None => return Err(Refusal::PercentEncoding),
                }
                at += 2;
            }
            _ => dots = NOT_A_DOT_SEGMENT,
        }
        at += 1;
    }
    // Browsers resolve `%2e%2e` as they do `..`; servers do not.
    if encoded && dots <= 2 {
        return Err(Refusal::EncodedDots);
    }
    Ok(())
}

/// Reads path, query and fragment of a text whose characters have been looked at; no path at all is `/`.
const fn reference(text: &str) -> Result<Reference<'_>, Refusal> {
    let (before, fragment) = split_once(text, b'#');
    let (path, query) = split_once(before, b'?');
    let path = if path.is_empty() { "/" } else { path };
    let mut rest = Some(part(path, 1, path.len()));
    while let Some(text) = rest {
        let (segment, next) = split_once(text, b'/');
        if segment.is_empty() && next.is_some() {
            return Err(Refusal::TwoSlashes);
        }
        attempt!(check_segment(segment));
        rest = next;
    }
    if let Some(query) = query {
        attempt!(check_suffix(query));
    }
    if let Some(fragment) = fragment {
        attempt!(check_suffix(fragment));
    }
    Ok(Reference {
        path,
        query,
        fragment,
    })
}

/// Checks a query (§3.4) or fragment (§3.5) whose characters have been looked at.
const fn check_suffix(text: &str) -> Result<(), Refusal> {
    if find(text, b'[').is_some() || find(text, b']').is_some() || find(text, b'#').is_some() {
        return Err(Refusal::Character);
    }
    Ok(())
}

/// More dots than a dot segment has.
const NOT_A_DOT_SEGMENT: usize = 3;
