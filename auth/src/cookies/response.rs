//! The `Set-Cookie` header fields of a response.

use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use http::HeaderValue;

use super::name::is_token;

/// What is no name or no value of a cookie: nothing is sent rather than something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvalidCookie;

/// The attributes with which a cookie is set, and must be set to delete it: always `Path=/`, `HttpOnly` and
/// `SameSite=Lax`, never `Domain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attributes {
    secure: bool,
}

impl Attributes {
    /// `SameSite=Lax`; `Secure` on https.
    pub(crate) const fn lax(secure: bool) -> Self {
        Self { secure }
    }

    /// Sets a cookie for that many seconds (at most 400 days), or (`None`) until the browser is closed.
    ///
    /// # Errors
    /// When the name is not a token, or the value has characters that cookies do not have.
    pub(crate) fn set(
        self,
        name: &str,
        value: &str,
        max_age: Option<u64>,
    ) -> Result<HeaderValue, InvalidCookie> {
        if !is_token(name.as_bytes()) || !is_value(value.as_bytes()) {
            return Err(InvalidCookie);
        }
        let mut cookie = Cookie::build((name, value))
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax);
        if let Some(seconds) = max_age {
            // Without loss: `LONGEST_AGE` is far below `i64::MAX`.
            cookie = cookie.max_age(Duration::seconds(seconds.min(LONGEST_AGE) as i64));
        }
        let mut field =
            HeaderValue::try_from(cookie.build().to_string()).map_err(|_| InvalidCookie)?;
        // Nothing prints it, and HTTP/2 puts it into no table.
        field.set_sensitive(true);
        Ok(field)
    }

    /// Deletes a cookie that was set with the same attributes.
    ///
    /// # Errors
    /// When the name is not a token.
    pub(crate) fn delete(self, name: &str) -> Result<HeaderValue, InvalidCookie> {
        self.set(name, "", Some(0))
    }
}

/// The longest life of a cookie (RFC 6265bis §5.5), in seconds: 400 days.
pub(crate) const LONGEST_AGE: u64 = 400 * 86_400;

/// Whether all of it is what values are made of (RFC 6265bis §4.1.1). The sum instead of a search for the first that is
/// not lets the compiler take many bytes at once.
fn is_value(value: &[u8]) -> bool {
    let other = |byte: &u8| !byte.is_ascii_graphic() || matches!(byte, b'"' | b',' | b';' | b'\\');
    !value.iter().fold(false, |any, byte| any | other(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Attributes in alphabetical order.
    fn sorted(field: &HeaderValue) -> Vec<&str> {
        let mut parts = field.to_str().unwrap().split("; ");
        let pair = parts.next().unwrap();
        let mut attributes: Vec<_> = parts.collect();
        attributes.sort_unstable();
        attributes.insert(0, pair);
        attributes
    }

    /// CK-12
    #[test]
    fn a_cookie_on_https_has_every_protection() {
        let field = Attributes::lax(true)
            .set("__Host-a", "v", Some(60))
            .unwrap();
        assert_eq!(
            sorted(&field),
            [
                "__Host-a=v",
                "HttpOnly",
                "Max-Age=60",
                "Path=/",
                "SameSite=Lax",
                "Secure"
            ]
        );
    }

    #[test]
    fn a_cookie_on_http_lacks_only_secure() {
        let field = Attributes::lax(false).set("a", "v", None).unwrap();
        assert_eq!(
            sorted(&field),
            ["a=v", "HttpOnly", "Path=/", "SameSite=Lax"]
        );
    }

    /// CK-14
    #[test]
    fn a_deletion_has_the_attributes_of_the_setting() {
        for attributes in [Attributes::lax(true), Attributes::lax(false)] {
            let set = attributes.set("a", "", Some(1)).unwrap();
            let deleted = attributes.delete("a").unwrap();
            let expected: Vec<_> = sorted(&set)
                .into_iter()
                .map(|part| part.replace("Max-Age=1", "Max-Age=0"))
                .collect();
            assert_eq!(sorted(&deleted), expected);
        }
    }

    /// CK-16
    #[test]
    fn a_life_of_any_length_is_at_most_400_days() {
        for seconds in [LONGEST_AGE + 1, u64::MAX] {
            let field = Attributes::lax(true).set("a", "v", Some(seconds)).unwrap();
            assert!(sorted(&field).contains(&"Max-Age=34560000"), "{field:?}");
        }
    }

    #[test]
    fn nothing_can_be_written_into_the_header_through_a_name_or_a_value() {
        for text in [
            "a;b",
            "a\r\nSet-Cookie: x=y",
            "a b",
            "a,b",
            "ä",
            "a\"",
            "a\\",
            "a\0",
        ] {
            assert_eq!(
                Attributes::lax(true).set("n", text, None),
                Err(InvalidCookie),
                "{text:?}"
            );
            assert_eq!(
                Attributes::lax(true).set(text, "v", None),
                Err(InvalidCookie),
                "{text:?}"
            );
        }
        assert_eq!(
            Attributes::lax(true).set("a=b", "v", None),
            Err(InvalidCookie)
        );
        assert_eq!(Attributes::lax(true).delete(""), Err(InvalidCookie));
    }
}
