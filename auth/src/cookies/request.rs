//! The `Cookie` header fields of a request, read where they stand: nothing is allocated, whatever they hold.

use http::HeaderMap;
use http::header::COOKIE;

use super::name::is_token;

/// There is a cookie of that name, but it cannot be used: it stands twice, or its value has bytes that no cookie has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unusable;

/// Every pair of every `Cookie` field, in order, as bytes. What has no `=` is not a pair.
pub(crate) fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&[u8], &[u8])> {
    headers.get_all(COOKIE).iter().flat_map(|field| Pairs {
        rest: field.as_bytes(),
    })
}

/// The value of the cookie of that name; `None` without one.
///
/// # Errors
/// When there are several, or its value is not one.
pub(crate) fn find<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, Unusable> {
    let mut values = pairs(headers).filter(|(found, _)| *found == name.as_bytes());
    let Some((_, value)) = values.next() else {
        return Ok(None);
    };
    match values.next() {
        None => text(value).map(Some).ok_or(Unusable),
        Some(_) => Err(Unusable),
    }
}

/// The cookies whose names start so: what follows the prefix, and the value. A name that stands twice comes twice.
pub(crate) fn with_prefix<'h>(
    headers: &'h HeaderMap,
    prefix: &str,
) -> impl Iterator<Item = (&'h str, &'h str)> {
    pairs(headers).filter_map(move |(name, value)| {
        let rest = name
            .strip_prefix(prefix.as_bytes())
            .filter(|_| is_token(name))?;
        Some((text(rest)?, text(value)?))
    })
}

/// Visible ASCII, as names and values have (RFC 6265bis §4.1.1).
fn text(bytes: &[u8]) -> Option<&str> {
    if bytes.iter().all(u8::is_ascii_graphic) {
        std::str::from_utf8(bytes).ok()
    } else {
        None
    }
}

struct Pairs<'h> {
    rest: &'h [u8],
}

impl<'h> Iterator for Pairs<'h> {
    type Item = (&'h [u8], &'h [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let end = memchr::memchr(b';', self.rest).unwrap_or(self.rest.len());
            let (pair, rest) = self.rest.split_at_checked(end)?;
            self.rest = rest.strip_prefix(b";").unwrap_or_default();
            let pair = trim(pair);
            if let Some((name, value)) =
                memchr::memchr(b'=', pair).and_then(|equals| pair.split_at_checked(equals))
            {
                return Some((name, value.strip_prefix(b"=").unwrap_or_default()));
            }
        }
        None
    }
}

/// Without the spaces and tabs around it; those within a pair belong to its name and value.
fn trim(mut pair: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = pair {
        pair = rest;
    }
    pair
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn request(fields: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for field in fields {
            headers.append(COOKIE, HeaderValue::from_bytes(field).unwrap());
        }
        headers
    }

    #[test]
    fn a_cookie_is_found_among_others_and_in_a_later_field() {
        let headers = request(&[b"a=1; session=x", b"b=2;c=3; \td=4 "]);
        assert_eq!(find(&headers, "session"), Ok(Some("x")));
        assert_eq!(find(&headers, "c"), Ok(Some("3")));
        assert_eq!(find(&headers, "d"), Ok(Some("4")));
        assert_eq!(find(&headers, "e"), Ok(None));
        assert_eq!(find(&HeaderMap::new(), "session"), Ok(None));
    }

    /// CK-11
    #[test]
    fn a_name_that_stands_twice_is_unusable_in_either_order_and_across_fields() {
        for fields in [
            &[b"n=evil; n=good".as_slice()] as &[&[u8]],
            &[b"n=good; n=evil"],
            &[b"n=good; n=good"],
            &[b"n=good", b"x=y; n=evil"],
            &[b"n=; n=good"],
        ] {
            assert_eq!(find(&request(fields), "n"), Err(Unusable));
        }
    }

    #[test]
    fn names_are_compared_whole_and_with_their_case() {
        let headers = request(&[
            b"session2=a; Session=b; xsession=c; session =d; \"session\"=e; session.0=f",
        ]);
        assert_eq!(find(&headers, "session"), Ok(None));
    }

    /// CK-15
    #[test]
    fn what_is_malformed_elsewhere_harms_nobody() {
        let headers =
            request(&[b"=empty; ; ;;=;novalue; \xff\xfe=\xff; a=b=c; q=\"x y\"; n=good; last"]);
        assert_eq!(find(&headers, "n"), Ok(Some("good")));
        assert_eq!(find(&headers, "a"), Ok(Some("b=c")));
        assert_eq!(find(&headers, "novalue"), Ok(None));
        assert_eq!(find(&headers, ""), Err(Unusable));
    }

    /// CK-15
    #[test]
    fn a_value_with_bytes_that_no_cookie_has_is_unusable() {
        for field in [b"n=\xff".as_slice(), b"n=a b", b"n=a\tb", b"n=\xc3\xa4"] {
            assert_eq!(find(&request(&[field]), "n"), Err(Unusable));
        }
    }

    /// CK-15
    #[test]
    fn a_header_of_64_kib_with_a_thousand_pairs_is_read() {
        let mut field: Vec<u8> = (0..1000)
            .flat_map(|at| format!("c{at}=v; ").into_bytes())
            .collect();
        field.extend(std::iter::repeat_n(b'=', 64 * 1024 - field.len()));
        field.extend(b"; n=good");
        let headers = request(&[&field]);
        assert_eq!(find(&headers, "n"), Ok(Some("good")));
        assert_eq!(pairs(&headers).count(), 1002);
    }

    #[test]
    fn cookies_with_a_prefix_come_with_the_rest_of_their_names() {
        let headers = request(&[
            b"flow.a=1; flow.=2; flow=3; x=4",
            b"flow.b=5; flow.c d=6; flow.e=\xff; flow.a=7",
        ]);
        let found: Vec<_> = with_prefix(&headers, "flow.").collect();
        assert_eq!(found, [("a", "1"), ("", "2"), ("b", "5"), ("a", "7")]);
    }
}
