//! The addresses of providers that a declaration or the environment names.

use crate::error_code::ErrorCode;
use crate::uri::{self, Refusal, attempt};

/// Why an issuer or endpoint cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IssuerFault {
    /// It breaks the grammar of URLs.
    Url(Refusal),
    /// It is not a whole URL.
    NotHttps,
    /// `?…` in an issuer.
    Query,
    /// `#…`
    Fragment,
    /// `.` or `..`
    DotSegment,
    /// The address of an OpenID discovery document.
    DiscoveryUrl,
    /// The address of an authorization server's metadata (RFC 8414).
    MetadataUrl,
}

impl IssuerFault {
    /// What is wrong, to be read after the URL.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Url(refusal) => refusal.reason(),
            Self::NotHttps => "is not an `https://` URL",
            Self::Query => "has a query; an issuer has none",
            Self::Fragment => "has a fragment; leave it out",
            Self::DotSegment => "has `.` or `..` as a segment; write the path that it leads to",
            Self::DiscoveryUrl => {
                "is the address of the discovery document; the issuer is what that document says, usually the part before `/.well-known/openid-configuration`"
            }
            Self::MetadataUrl => {
                "is the address of the server's metadata; the issuer is the same without `/.well-known/oauth-authorization-server`"
            }
        }
    }

    /// `AUTH-109`.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        &ErrorCode::ISSUER_INVALID
    }
}

/// Checks an issuer identifier (OpenID Connect Core §2, RFC 8414 §2): `https`, or `http` of this machine, no query, no
/// fragment, and not the address of its metadata.
///
/// # Errors
/// The first rule that it breaks.
pub const fn check_issuer(issuer: &str) -> Result<(), IssuerFault> {
    let url = attempt!(parse(issuer));
    if contains(issuer, DISCOVERY) {
        return Err(IssuerFault::DiscoveryUrl);
    }
    if contains(issuer, METADATA) {
        return Err(IssuerFault::MetadataUrl);
    }
    if url.reference().query().is_some() {
        return Err(IssuerFault::Query);
    }
    Ok(())
}

/// Checks an endpoint (RFC 6749 §3.1): `https`, or `http` of this machine, no fragment.
///
/// # Errors
/// The first rule that it breaks.
pub const fn check_endpoint(endpoint: &str) -> Result<(), IssuerFault> {
    attempt!(parse(endpoint));
    Ok(())
}

/// Reads a URL that a request can be sent to.
const fn parse(text: &str) -> Result<uri::AbsoluteUrl<'_>, IssuerFault> {
    let url = match uri::parse_absolute(text) {
        Ok(url) => url,
        Err(Refusal::Scheme) => return Err(IssuerFault::NotHttps),
        Err(refusal) => return Err(IssuerFault::Url(refusal)),
    };
    if url.reference().fragment().is_some() {
        return Err(IssuerFault::Fragment);
    }
    if !url.reference().is_normalised() {
        return Err(IssuerFault::DotSegment);
    }
    Ok(url)
}

/// [`str::contains`] for ASCII, in a `const fn`.
const fn contains(text: &str, wanted: &str) -> bool {
    let mut rest = text;
    loop {
        if uri::strip_prefix(rest, wanted).is_some() {
            return true;
        }
        match rest.split_at_checked(1) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
}

/// OpenID Connect Discovery §4.
const DISCOVERY: &str = "/.well-known/openid-configuration";
/// RFC 8414 §3.
const METADATA: &str = "/.well-known/oauth-authorization-server";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_an_https_url_without_query_and_fragment() {
        for issuer in [
            "https://accounts.google.com",
            "https://acme.eu.auth0.com/",
            "https://id.acme.example:8443/realms/staff",
            "http://localhost:8080/realms/dev",
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
        ] {
            assert_eq!(check_issuer(issuer), Ok(()), "{issuer:?}");
        }
        for (issuer, expected) in [
            ("id.acme.example", IssuerFault::NotHttps),
            ("/realms/staff", IssuerFault::NotHttps),
            ("ftp://id.acme.example", IssuerFault::NotHttps),
            ("", IssuerFault::Url(Refusal::Empty)),
            ("https://id.acme.example/?tenant=a", IssuerFault::Query),
            ("https://id.acme.example?", IssuerFault::Query),
            ("https://id.acme.example/#a", IssuerFault::Fragment),
            ("https://id.acme.example/a/../b", IssuerFault::DotSegment),
            (
                "https://id.acme.example/{tenant}",
                IssuerFault::Url(Refusal::Braces),
            ),
            (
                "https://user:pass@id.acme.example",
                IssuerFault::Url(Refusal::UserInfo),
            ),
            (
                "https://ID.acme.example",
                IssuerFault::Url(Refusal::HostCapitals),
            ),
        ] {
            assert_eq!(check_issuer(issuer), Err(expected), "{issuer:?}");
        }
    }

    /// M-9
    #[test]
    fn plain_http_is_for_this_machine_only() {
        let insecure = Err(IssuerFault::Url(Refusal::Insecure));
        for url in [
            "http://id.acme.example",
            "http://keycloak:8080",
            "http://10.0.0.1",
        ] {
            assert_eq!(check_issuer(url), insecure, "{url:?}");
            assert_eq!(check_endpoint(url), insecure, "{url:?}");
        }
    }

    #[test]
    fn the_address_of_a_document_is_not_an_issuer() {
        for url in [
            "https://id.acme.example/.well-known/openid-configuration",
            "https://id.acme.example/.well-known/openid-configuration/",
            "https://id.acme.example/realms/a/.well-known/openid-configuration",
        ] {
            assert_eq!(check_issuer(url), Err(IssuerFault::DiscoveryUrl), "{url:?}");
        }
        for url in [
            "https://id.acme.example/.well-known/oauth-authorization-server",
            "https://id.acme.example/.well-known/oauth-authorization-server/tenant",
        ] {
            assert_eq!(check_issuer(url), Err(IssuerFault::MetadataUrl), "{url:?}");
        }
    }

    #[test]
    fn an_endpoint_may_have_a_query_and_no_fragment() {
        for url in [
            "https://acme.example/me?fields=id,name",
            "http://localhost:3000/token",
            "https://acme.example",
        ] {
            assert_eq!(check_endpoint(url), Ok(()), "{url:?}");
        }
        let with_fragment = check_endpoint("https://acme.example/token#x");
        assert_eq!(with_fragment, Err(IssuerFault::Fragment));
        assert_eq!(check_endpoint("/token"), Err(IssuerFault::NotHttps));
    }
}
