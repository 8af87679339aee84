//! The name of a cookie.

use crate::error::CookieNameError;

/// A cookie's name that browsers accept together with how it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CookieName(Box<str>);

impl CookieName {
    /// The longest name: name and value have 4,096 bytes together (RFC 6265bis §5.6), and 3,936 are for the value.
    pub(crate) const LONGEST: usize = 128;

    /// Checks a name; `secure` is whether the application is on https.
    ///
    /// # Errors
    /// When it is not a token (RFC 9110 §5.6.2), is too long, or has a prefix that asks for https
    /// (RFC 6265bis §4.1.3) and the application is not there.
    pub(crate) fn parse(name: &str, secure: bool) -> Result<Self, CookieNameError> {
        if !is_token(name.as_bytes()) {
            return Err(CookieNameError::Malformed);
        }
        if name.len() > Self::LONGEST {
            return Err(CookieNameError::TooLong);
        }
        // Browsers compare these prefixes without regard to case.
        let prefixed = |prefix: &str| {
            name.get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        if !secure
            && ["__Host-", "__Secure-", "__Http-"]
                .into_iter()
                .any(prefixed)
        {
            return Err(CookieNameError::PrefixNeedsHttps);
        }
        Ok(Self(name.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A token of RFC 9110 §5.6.2, which the name of a cookie is.
pub(super) fn is_token(name: &[u8]) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !name.is_empty() && name.iter().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M-21
    #[test]
    fn a_prefix_that_asks_for_https_is_refused_without_it() {
        for name in [
            "__Host-a",
            "__Secure-a",
            "__host-a",
            "__SECURE-a",
            "__Host-Http-a",
            "__Http-a",
        ] {
            assert_eq!(
                CookieName::parse(name, false),
                Err(CookieNameError::PrefixNeedsHttps),
                "{name}"
            );
            assert!(CookieName::parse(name, true).is_ok(), "{name}");
        }
        assert!(CookieName::parse("session__Host-", false).is_ok());
    }

    #[test]
    fn what_is_not_a_token_is_refused() {
        for name in [
            "", "a b", "a;b", "a=b", "a,b", "a\"b", "ä", "a\r\nb", "a/b", "a\\b", "a@b",
        ] {
            assert_eq!(
                CookieName::parse(name, true),
                Err(CookieNameError::Malformed),
                "{name:?}"
            );
        }
    }

    #[test]
    fn a_name_leaves_room_for_a_chunk() {
        assert!(CookieName::parse(&"n".repeat(128), true).is_ok());
        assert_eq!(
            CookieName::parse(&"n".repeat(129), true),
            Err(CookieNameError::TooLong)
        );
    }
}
