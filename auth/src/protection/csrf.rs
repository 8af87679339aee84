//! Proof that a state-changing request was made by a page of this application.
//!
//! 1. `Sec-Fetch-Site: same-origin`, which page script cannot forge, or an `Origin` equal to the base URL's, is proof.
//! 2. `Sec-Fetch-Site` of another value than `none`, or another `Origin`, is proof of the contrary: refused even with a
//!    right token. `Origin: null` says nothing by itself.
//! 3. Without either (old browsers, programs) the request must carry the signed double-submit token: the field equal to the
//!    cookie, whose HMAC covers the session it was given to, compared in constant time.

use http::header::{ORIGIN, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use http::{HeaderMap, HeaderValue};
use ring::hmac;
use subtle::ConstantTimeEq;

use crate::base_url::BaseUrl;
use crate::config::Secret;
use crate::cookies::{self, Attributes};
use crate::sealed::{Purpose, RandomUnavailable, derived_key, random_bytes};

/// Makes and checks CSRF tokens.
#[derive(Debug)]
pub(crate) struct Csrf {
    /// The first signs, all verify.
    keys: Vec<hmac::Key>,
    origin: String,
    secure: bool,
}

/// The request did not come from a page of this application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CsrfRejected;

/// What a request's headers say of where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Provenance {
    Own,
    Foreign,
    Unknown,
}

impl Csrf {
    pub(crate) fn new(secrets: &[Secret], base_url: &BaseUrl) -> Self {
        Self {
            keys: secrets
                .iter()
                .map(|secret| {
                    hmac::Key::new(hmac::HMAC_SHA256, &derived_key(secret, Purpose::Csrf))
                })
                .collect(),
            origin: base_url.origin().to_owned(),
            secure: base_url.is_secure(),
        }
    }

    /// Lets the request pass, or not. `session` is the id of the session it is made under, empty without one.
    pub(crate) fn check(
        &self,
        request: &HeaderMap,
        submitted: Option<&str>,
        session: &str,
    ) -> Result<(), CsrfRejected> {
        match self.provenance(request) {
            Provenance::Own => Ok(()),
            Provenance::Foreign => Err(CsrfRejected),
            Provenance::Unknown => {
                let kept = self.kept(request, session).ok_or(CsrfRejected)?;
                let submitted = submitted.ok_or(CsrfRejected)?;
                if bool::from(kept.as_bytes().ct_eq(submitted.as_bytes())) {
                    Ok(())
                } else {
                    Err(CsrfRejected)
                }
            }
        }
    }

    /// Whether the request's headers prove that a page of this application made it.
    pub(crate) fn is_own(&self, request: &HeaderMap) -> bool {
        self.provenance(request) == Provenance::Own
    }

    /// The token for forms of this browser and session, and the cookie to set unless the browser has it already.
    pub(crate) fn token(
        &self,
        request: &HeaderMap,
        session: &str,
    ) -> Result<(String, Option<HeaderValue>), RandomUnavailable> {
        if let Some(kept) = self.kept(request, session) {
            return Ok((kept.to_owned(), None));
        }
        let token = hex(&random_bytes::<32>()?);
        let signature = self
            .keys
            .first()
            .map(|key| hmac::sign(key, &message(&token, session)));
        let signature = signature.map(|tag| hex(tag.as_ref())).unwrap_or_default();
        let value = [&token, ".", &signature].concat();
        Ok((token, self.attributes().set(self.name(), &value, None).ok()))
    }

    /// Deletes the cookie, so that the next page gets a new token.
    pub(crate) fn forget(&self) -> Option<HeaderValue> {
        self.attributes().delete(self.name()).ok()
    }

    /// Whether a page of another origin opens a WebSocket.
    ///
    /// Browsers send cookies with that handshake to whatever origin, and no CORS policy is asked; the origin of the page is
    /// all that tells it apart (RFC 6455 §10.2). A browser always states it (§4.1): without one it is a program, which has the
    /// cookies because it was given them.
    pub(crate) fn is_foreign_socket(&self, request: &HeaderMap) -> bool {
        if !opens_socket(request) {
            return false;
        }
        let mut origins = request.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (Some(origin), None) => *origin != *self.origin,
            (None, _) => self.provenance(request) == Provenance::Foreign,
            _ => true,
        }
    }

    fn provenance(&self, request: &HeaderMap) -> Provenance {
        let mut origins = request.get_all(ORIGIN).iter();
        let origin = match (origins.next(), origins.next()) {
            (Some(origin), None) if origin == "null" => None,
            (Some(origin), None) if *origin == *self.origin => Some(Provenance::Own),
            (None, _) => None,
            _ => return Provenance::Foreign,
        };
        let mut sites = request.get_all("sec-fetch-site").iter();
        match (sites.next().map(HeaderValue::as_bytes), sites.next()) {
            (Some(b"same-origin"), None) => Provenance::Own,
            (None | Some(b"none"), None) => origin.unwrap_or(Provenance::Unknown),
            _ => Provenance::Foreign,
        }
    }

    /// The browser's token, if we gave it to this session.
    fn kept<'a>(&self, request: &'a HeaderMap, session: &str) -> Option<&'a str> {
        let (token, signature) = cookies::find(request, self.name()).ok()??.split_once('.')?;
        let signature = unhex(signature)?;
        let message = message(token, session);
        self.keys
            .iter()
            .any(|key| hmac::verify(key, &message, &signature).is_ok())
            .then_some(token)
    }

    fn name(&self) -> &'static str {
        if self.secure {
            "__Host-auth.csrf-token"
        } else {
            "auth.csrf-token"
        }
    }

    fn attributes(&self) -> Attributes {
        Attributes::lax(self.secure)
    }
}

/// Whether a request is the handshake of a WebSocket: over HTTP/1.1 (RFC 6455 §4.1), or over HTTP/2, where nothing is
/// upgraded and the version stays (RFC 8441 §5). Page script can neither set nor leave out a field `Sec-…`.
fn opens_socket(request: &HeaderMap) -> bool {
    let upgrades = request.get_all(UPGRADE).iter().any(|value| {
        let protocols = value.as_bytes().split(|byte| *byte == b',');
        protocols.into_iter().any(|protocol| {
            let name = protocol.split(|byte| *byte == b'/').next();
            name.is_some_and(|name| name.trim_ascii().eq_ignore_ascii_case(b"websocket"))
        })
    });
    upgrades
        || request.contains_key(SEC_WEBSOCKET_KEY)
        || request.contains_key(SEC_WEBSOCKET_VERSION)
}

/// Token and session, each behind its length, so that no two pairs give the same bytes.
fn message(token: &str, session: &str) -> Vec<u8> {
    let mut message = Vec::with_capacity(token.len() + session.len() + 16);
    for part in [token, session] {
        message.extend_from_slice(&(part.len() as u64).to_be_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    message
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS.get(usize::from(nibble)).copied().unwrap_or(b'0'));
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// 64 lower-case digits and nothing else.
fn unhex(text: &str) -> Option<[u8; 32]> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let mut bytes = [0; 32];
    if pairs.len() != bytes.len() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = value(*high)? << 4 | value(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csrf(secrets: &[&str]) -> Csrf {
        let secrets: Vec<Secret> = secrets
            .iter()
            .map(|secret| Secret::parse(secret).unwrap())
            .collect();
        Csrf::new(&secrets, &BaseUrl::parse("https://app.test").unwrap())
    }

    const ONE: &str = "Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd";
    const TWO: &str = "u8Yt5Rf2Wq9Lk3Zx7Cv1Bn6Mp0Sd4GhJ";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    /// A browser that has been given a token: its `Cookie` header and the token.
    fn given(csrf: &Csrf, session: &str) -> (String, String) {
        let (token, cookie) = csrf.token(&HeaderMap::new(), session).unwrap();
        let cookie = cookie
            .unwrap()
            .to_str()
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        (cookie, token)
    }

    #[test]
    fn a_request_from_the_own_origin_needs_no_token() {
        let csrf = csrf(&[ONE]);
        for pairs in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("origin", "https://app.test")],
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        ] {
            assert_eq!(csrf.check(&headers(pairs), None, ""), Ok(()), "{pairs:?}");
        }
    }

    /// CS-05, CS-06, CS-08, CS-12
    #[test]
    fn a_request_from_elsewhere_is_refused_even_with_a_right_token() {
        let csrf = csrf(&[ONE]);
        let (cookie, token) = given(&csrf, "");
        for pairs in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "Same-Origin")],
            &[("origin", "https://evil.test")],
            &[("origin", "https://x.app.test")],
            &[("origin", "http://app.test")],
            &[("origin", "https://app.test:8443")],
            &[("origin", "https://app.test@evil.test")],
            &[
                ("origin", "https://evil.test"),
                ("sec-fetch-site", "same-origin"),
            ],
            &[
                ("origin", "https://app.test"),
                ("sec-fetch-site", "cross-site"),
            ],
            &[
                ("origin", "https://app.test"),
                ("origin", "https://evil.test"),
            ],
        ] {
            let mut request = HeaderMap::new();
            for (name, value) in pairs {
                request.append(*name, value.parse().unwrap());
            }
            request.insert("cookie", cookie.parse().unwrap());
            assert_eq!(
                csrf.check(&request, Some(&token), ""),
                Err(CsrfRejected),
                "{pairs:?}"
            );
        }
    }

    const SOCKETS: [&[(&str, &str)]; 5] = [
        &[("upgrade", "websocket")],
        &[("upgrade", "h2c, WebSocket")],
        &[("upgrade", "websocket/13")],
        &[("sec-websocket-version", "13")],
        &[("sec-websocket-key", "AQIDBAUGBwgJCgsMDQ4PEA==")],
    ];

    fn socket(
        opens: &'static [(&'static str, &'static str)],
        said: &[(&'static str, &str)],
    ) -> HeaderMap {
        let mut request = headers(opens);
        for (name, value) in said {
            request.append(*name, value.parse().unwrap());
        }
        request
    }

    /// CS-05, CS-06
    #[test]
    fn a_socket_of_another_origin_is_foreign_however_it_is_opened() {
        let csrf = csrf(&[ONE]);
        for opens in SOCKETS {
            for said in [
                &[("origin", "https://evil.test")][..],
                &[("origin", "https://x.app.test")],
                &[("origin", "http://app.test")],
                &[("origin", "https://app.test:8443")],
                &[("origin", "null")],
                &[("origin", "")],
                &[
                    ("origin", "https://app.test"),
                    ("origin", "https://evil.test"),
                ],
                &[
                    ("origin", "https://evil.test"),
                    ("sec-fetch-site", "same-origin"),
                ],
                &[("sec-fetch-site", "cross-site")],
                &[("sec-fetch-site", "same-site")],
            ] {
                assert!(
                    csrf.is_foreign_socket(&socket(opens, said)),
                    "{opens:?} {said:?}"
                );
                assert!(
                    !csrf.is_foreign_socket(&socket(&[], said)),
                    "no socket: {said:?}"
                );
            }
        }
    }

    #[test]
    fn a_socket_of_an_own_page_or_of_a_program_is_not_foreign() {
        let csrf = csrf(&[ONE]);
        for opens in SOCKETS {
            for said in [
                &[("origin", "https://app.test")][..],
                // What browsers say of the site of a handshake differs.
                &[
                    ("origin", "https://app.test"),
                    ("sec-fetch-site", "cross-site"),
                ],
                &[("sec-fetch-site", "same-origin")],
                &[],
            ] {
                assert!(
                    !csrf.is_foreign_socket(&socket(opens, said)),
                    "{opens:?} {said:?}"
                );
            }
        }
    }

    /// CS-01, CS-08
    #[test]
    fn without_any_proof_a_request_is_refused() {
        let csrf = csrf(&[ONE]);
        for pairs in [
            &[][..],
            &[("origin", "null")],
            &[("referer", "https://app.test/")],
            &[("sec-fetch-site", "none")],
        ] {
            assert_eq!(
                csrf.check(&headers(pairs), None, ""),
                Err(CsrfRejected),
                "{pairs:?}"
            );
        }
    }

    #[test]
    fn the_token_of_this_browser_and_session_is_proof_where_the_headers_say_nothing() {
        let csrf = csrf(&[ONE]);
        let (cookie, token) = given(&csrf, "session-1");
        assert_eq!(
            csrf.check(&headers(&[("cookie", &cookie)]), Some(&token), "session-1"),
            Ok(())
        );
        assert_eq!(
            csrf.check(
                &headers(&[("cookie", &cookie), ("origin", "null")]),
                Some(&token),
                "session-1"
            ),
            Ok(())
        );
    }

    /// CS-02
    #[test]
    fn a_token_of_another_session_an_altered_or_an_empty_one_is_refused() {
        let csrf = csrf(&[ONE]);
        let (cookie, token) = given(&csrf, "session-1");
        let request = headers(&[("cookie", &cookie)]);
        assert_eq!(
            csrf.check(&request, Some(&token), "session-2"),
            Err(CsrfRejected)
        );
        assert_eq!(csrf.check(&request, Some(&token), ""), Err(CsrfRejected));
        assert_eq!(
            csrf.check(&request, Some(""), "session-1"),
            Err(CsrfRejected)
        );
        for position in 0..token.len() {
            let mut altered = token.clone().into_bytes();
            altered[position] = if altered[position] == b'0' {
                b'1'
            } else {
                b'0'
            };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(
                csrf.check(&request, Some(&altered), "session-1"),
                Err(CsrfRejected)
            );
        }
    }

    /// CS-04
    #[test]
    fn a_pair_that_somebody_planted_is_refused() {
        let csrf = csrf(&[ONE]);
        let (_, theirs) = given(&self::csrf(&[TWO]), "");
        for value in ["x", "x.x", &format!("{theirs}.{theirs}"), "."] {
            let cookie = format!("__Host-auth.csrf-token={value}");
            let token = value.split('.').next().unwrap();
            assert_eq!(
                csrf.check(&headers(&[("cookie", &cookie)]), Some(token), ""),
                Err(CsrfRejected),
                "{value}"
            );
        }
    }

    /// SR-01, SR-02
    #[test]
    fn a_token_signed_under_an_older_secret_still_counts() {
        let (cookie, token) = given(&csrf(&[ONE]), "");
        let request = headers(&[("cookie", &cookie)]);
        assert_eq!(csrf(&[TWO, ONE]).check(&request, Some(&token), ""), Ok(()));
        assert_eq!(
            csrf(&[TWO]).check(&request, Some(&token), ""),
            Err(CsrfRejected)
        );
    }

    #[test]
    fn a_browser_keeps_its_token() {
        let csrf = csrf(&[ONE]);
        let (cookie, token) = given(&csrf, "s");
        assert_eq!(
            csrf.token(&headers(&[("cookie", &cookie)]), "s").unwrap(),
            (token, None)
        );
        assert!(
            csrf.token(&headers(&[("cookie", &cookie)]), "t")
                .unwrap()
                .1
                .is_some()
        );
    }
}
