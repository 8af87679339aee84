//! Where a request may go.

use std::error::Error;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use http::Uri;
use url::{Host, Url};

/// A URL that a request may be sent to: `https`, or `http` of this machine; no user name, no fragment.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    url: Url,
    uri: Uri,
}

/// Why a URL is no endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointFault {
    /// There is none.
    Missing,
    /// It is not a whole URL.
    NotAUrl,
    /// It is neither `https` nor `http` of this machine.
    NotHttps,
    /// It holds a user name or a password.
    Credentials,
    /// It has a fragment, which is never sent.
    Fragment,
    /// It leads to this machine or to a private network, and comes from a provider that is elsewhere.
    Inward,
}

impl Endpoint {
    /// Reads a URL.
    pub(crate) fn parse(text: &str) -> Result<Self, EndpointFault> {
        let url = Url::parse(text).map_err(|_| EndpointFault::NotAUrl)?;
        match url.scheme() {
            "https" if url.has_host() => {}
            "http" if is_loopback(&url) => {}
            _ => return Err(EndpointFault::NotHttps),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EndpointFault::Credentials);
        }
        if url.fragment().is_some() {
            return Err(EndpointFault::Fragment);
        }
        let uri = url.as_str().parse().map_err(|_| EndpointFault::NotAUrl)?;
        Ok(Self { url, uri })
    }

    /// Reads a URL that the provider at `self` names as its own: one that is not on this machine cannot lead a request
    /// to it, nor to a private network.
    pub(crate) fn parse_named(&self, text: &str) -> Result<Self, EndpointFault> {
        let named = Self::parse(text)?;
        if is_inward(&named.url) && !is_inward(&self.url) {
            return Err(EndpointFault::Inward);
        }
        if named.url.scheme() == "http" && !is_loopback(&self.url) {
            return Err(EndpointFault::NotHttps);
        }
        Ok(named)
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.url.as_str())
    }
}

impl fmt::Display for EndpointFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Missing => "is not set",
            Self::NotAUrl => "is not a whole URL",
            Self::NotHttps => "is not an https URL",
            Self::Credentials => "holds a user name or a password",
            Self::Fragment => "has a fragment",
            Self::Inward => "leads to this machine or a private network",
        })
    }
}

impl Error for EndpointFault {}

/// The name `localhost`, 127.0.0.0/8 and ::1, and nothing that merely resolves to them.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether the host is written as an address that only this machine or its own network can reach.
fn is_inward(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(address)) => is_inward_v4(address),
        Some(Host::Ipv6(address)) => match embedded_v4(address) {
            Some(embedded) => is_inward_v4(embedded),
            None => {
                address.is_loopback()
                    || address.is_unspecified()
                    || address.is_unique_local()
                    || address.is_unicast_link_local()
            }
        },
        None => false,
    }
}

/// `localhost` and every name below it, also written with the dot of the root (RFC 6761 §6.3).
fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

fn is_inward_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_broadcast()
        || first == 0
        // Shared address space (RFC 6598), in which clouds have services of their own.
        || (first == 100 && (64..128).contains(&second))
}

/// The IPv4 address that an IPv6 address stands for: mapped and compatible ones (RFC 4291 §2.5.5), NAT64 (RFC 6052 §2.1)
/// and 6to4 (RFC 3056 §2).
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let joined = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(joined(high, low))
        }
        [0x2002, high, low, ..] => Some(joined(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// PF-10: plain `http` reaches nothing but this machine.
    #[test]
    fn https_is_required_outside_this_machine() {
        for allowed in [
            "https://op.test/token",
            "https://op.test:8443/token?p=policy",
            "http://localhost:3000/token",
            "http://127.0.0.1/token",
            "http://127.9.9.9:8080/",
            "http://[::1]:9000/x",
        ] {
            assert!(Endpoint::parse(allowed).is_ok(), "{allowed}");
        }
        for (refused, fault) in [
            ("http://op.test/t", EndpointFault::NotHttps),
            ("http://localhost.op.test/t", EndpointFault::NotHttps),
            ("http://localhost./t", EndpointFault::NotHttps),
            ("http://127.0.0.1.op.test/t", EndpointFault::NotHttps),
            ("http://128.0.0.1/t", EndpointFault::NotHttps),
            ("http://0.0.0.0/t", EndpointFault::NotHttps),
            ("http://[::ffff:127.0.0.1]/t", EndpointFault::NotHttps),
            ("http://[::2]/t", EndpointFault::NotHttps),
            ("file:///etc/passwd", EndpointFault::NotHttps),
            ("ftp://op.test/", EndpointFault::NotHttps),
            ("javascript:alert(1)", EndpointFault::NotHttps),
            ("/token", EndpointFault::NotAUrl),
            ("", EndpointFault::NotAUrl),
            ("https://", EndpointFault::NotAUrl),
            ("https://user@op.test/t", EndpointFault::Credentials),
            ("https://:pass@op.test/t", EndpointFault::Credentials),
            ("https://op.test/t#x", EndpointFault::Fragment),
        ] {
            assert_eq!(Endpoint::parse(refused), Err(fault), "{refused}");
        }
    }

    /// PF-10: what a provider names cannot lead inward, unless the provider is there itself.
    #[test]
    fn a_provider_elsewhere_cannot_lead_requests_inward() {
        let outside = Endpoint::parse("https://op.test").unwrap();
        assert!(outside.parse_named("https://keys.op.test/jwks").is_ok());
        for outward in [
            "https://93.184.215.14/jwks",
            "https://[2606:4700::1111]/jwks",
            "https://[64:ff9b::5db8:d70e]/jwks",
            "https://100.63.0.1/jwks",
            "https://100.128.0.1/jwks",
            "https://localhost.op.test/jwks",
            "https://notlocalhost/jwks",
        ] {
            assert!(outside.parse_named(outward).is_ok(), "{outward}");
        }
        for inward in [
            "https://127.0.0.1/",
            "https://localhost/",
            "http://localhost:8080/t",
            "https://10.0.0.1/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::a9fe:a9fe]/",
            "https://[2002:7f00:1::]/",
            "https://localhost./",
            "https://x.localhost/",
            "https://x.localhost./",
            "https://100.100.100.200/",
            "https://255.255.255.255/",
            "https://2130706433/",
            "https://0x7f.1/",
        ] {
            assert_eq!(
                outside.parse_named(inward),
                Err(EndpointFault::Inward),
                "{inward}"
            );
        }
        let loopback = Endpoint::parse("http://localhost:3000/auth/dev").unwrap();
        assert!(
            loopback
                .parse_named("http://localhost:3000/auth/dev/token")
                .is_ok()
        );
        assert!(loopback.parse_named("http://127.0.0.1:4000/token").is_ok());
        let named = Endpoint::parse("https://id.localhost/realm").unwrap();
        assert!(named.parse_named("https://id.localhost/token").is_ok());
        let private = Endpoint::parse("https://10.0.0.5/realm").unwrap();
        assert!(private.parse_named("https://10.0.0.6/token").is_ok());
        assert_eq!(
            private.parse_named("http://localhost/token"),
            Err(EndpointFault::NotHttps)
        );
    }
}
