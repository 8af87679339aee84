//! Scheme, host and port (RFC 3986 §3.1, §3.2).

use super::{Refusal, attempt, equal, find, part, split_once, strip_prefix};

/// The schemes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `https`.
    Https,
    /// `http`: for this machine only.
    Http,
}

impl Scheme {
    /// As it stands in a URL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    /// The port that need not be said (RFC 9110 §4.2).
    const fn default_port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }

    /// `==`, in a `const fn`.
    pub(crate) const fn same(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Https, Self::Https) | (Self::Http, Self::Http)
        )
    }
}

/// Reads `https://` or `http://`.
pub(crate) const fn split_scheme(text: &str) -> Result<(Scheme, &str), Refusal> {
    if let Some(rest) = strip_prefix(text, "https://") {
        return Ok((Scheme::Https, rest));
    }
    if let Some(rest) = strip_prefix(text, "http://") {
        return Ok((Scheme::Http, rest));
    }
    Err(if text.is_empty() {
        Refusal::Empty
    } else {
        Refusal::Scheme
    })
}

/// Where the authority (§3.2) ends in what follows `https://`.
pub(crate) const fn find_end_of_authority(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && !matches!(bytes[at], b'/' | b'?' | b'#') {
        at += 1;
    }
    at
}

/// Reads host and port (§3.2.2, §3.2.3); the scheme's own port is no port.
pub(crate) const fn authority(scheme: Scheme, text: &str) -> Result<(&str, Option<u16>), Refusal> {
    if find(text, b'@').is_some() {
        return Err(Refusal::UserInfo);
    }
    let end = match strip_prefix(text, IPV6_LOOPBACK) {
        Some(_) => IPV6_LOOPBACK.len(),
        None => match find(text, b':') {
            Some(colon) => colon,
            None => text.len(),
        },
    };
    let (host, rest) = (part(text, 0, end), part(text, end, text.len()));
    attempt!(check_host(host));
    if matches!(scheme, Scheme::Http) && !is_loopback(host) {
        return Err(Refusal::Insecure);
    }
    if rest.is_empty() {
        return Ok((host, None));
    }
    let port = attempt!(port(rest));
    Ok((
        host,
        if port == scheme.default_port() {
            None
        } else {
            Some(port)
        },
    ))
}

/// Whether the host is this machine (RFC 8252 §7.3, RFC 6761 §6.3).
pub(crate) const fn is_loopback(host: &str) -> bool {
    equal(host, "localhost") || equal(host, "127.0.0.1") || equal(host, IPV6_LOOPBACK)
}

/// Whether the host is an address and not a name.
pub(crate) const fn is_address(host: &str) -> bool {
    equal(host, IPV6_LOOPBACK) || is_ipv4(host)
}

/// Checks a host (§3.2.2, RFC 1123 §2.1): lower-case labels of letters, digits and hyphens, or an address.
const fn check_host(host: &str) -> Result<(), Refusal> {
    if host.is_empty() {
        return Err(Refusal::NoHost);
    }
    if equal(host, IPV6_LOOPBACK) {
        return Ok(());
    }
    if host.len() > LONGEST_HOST {
        return Err(Refusal::Host);
    }
    let mut rest = Some(host);
    let mut last = host;
    while let Some(text) = rest {
        let (label, next) = split_once(text, b'.');
        attempt!(check_label(label));
        (last, rest) = (label, next);
    }
    // Browsers take a name for an IPv4 address when its last label is a number, in any of several notations.
    if is_number(last) && !is_ipv4(host) {
        return Err(Refusal::Host);
    }
    Ok(())
}

/// Checks one label of a domain name; never empty when it is good.
const fn check_label(label: &str) -> Result<(), Refusal> {
    let bytes = label.as_bytes();
    if bytes.is_empty() || bytes.len() > LONGEST_LABEL {
        return Err(Refusal::Host);
    }
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'a'..=b'z' | b'0'..=b'9' => {}
            // A label that ends in a hyphen is also how Punycode spells plain ASCII in disguise (`xn--app-`).
            b'-' if at > 0 && at + 1 < bytes.len() => {}
            b'A'..=b'Z' => return Err(Refusal::HostCapitals),
            _ => return Err(Refusal::Host),
        }
        at += 1;
    }
    Ok(())
}

/// Whether the last label of a host begins like a number, which no top-level domain does.
const fn is_number(label: &str) -> bool {
    !label.is_empty() && label.as_bytes()[0].is_ascii_digit()
}

/// Whether these are four decimal numbers up to 255, each written in the shortest way.
const fn is_ipv4(host: &str) -> bool {
    let mut rest = Some(host);
    let mut numbers = 0;
    while let Some(text) = rest {
        let (number, next) = split_once(text, b'.');
        match decimal(number) {
            Some(0..=255) => numbers += 1,
            _ => return false,
        }
        rest = next;
    }
    numbers == 4
}

/// Reads `:` and a port, written in the shortest way.
const fn port(text: &str) -> Result<u16, Refusal> {
    let Some(digits) = strip_prefix(text, ":") else {
        return Err(Refusal::Host);
    };
    match decimal(digits) {
        Some(0) | None => Err(Refusal::Port),
        Some(port) => Ok(port),
    }
}

/// A decimal number without leading zeros.
const fn decimal(digits: &str) -> Option<u16> {
    let bytes = digits.as_bytes();
    if bytes.is_empty() || bytes.len() > 5 || (bytes[0] == b'0' && bytes.len() > 1) {
        return None;
    }
    let mut number = 0_u32;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            return None;
        }
        number = number * 10 + (bytes[at] - b'0') as u32;
        at += 1;
    }
    if number <= u16::MAX as u32 {
        Some(number as u16)
    } else {
        None
    }
}

/// How a URL spells the loopback address of IPv6.
const IPV6_LOOPBACK: &str = "[::1]";
/// RFC 1035 §2.3.4.
const LONGEST_HOST: usize = 253;
/// RFC 1035 §2.3.4.
const LONGEST_LABEL: usize = 63;
