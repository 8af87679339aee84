//! The session's cookie, or cookies: a token that is too long for one is cut into chunks, as Auth.js does.
//!
//! The set is either one cookie `name`, or `name.0`, `name.1` … without a gap, at most [`MAX_CHUNKS`] of them. Anything
//! else (both kinds, a gap, a name that stands twice, a value that is empty or longer than cookies are) is refused as a
//! whole, and deleted. Numbers are written without leading zeros; `name-foo` and `name.01` are not ours. A chunk with a
//! number beyond the limit was never set here: it takes no part in a set, so that planted ones lock nobody out, and is
//! deleted when the set is written or deleted next.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue};

use crate::cookies::{Attributes, CookieName, pairs};
use crate::error::{CookieNameError, SessionError};

/// The cookie of the sessions of one application.
#[derive(Debug)]
pub(super) struct SessionCookie {
    name: CookieName,
    attributes: Attributes,
}

/// What a request has of a session's cookies.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'h> {
    Nothing,
    /// There are some, but no set.
    Unusable,
    /// A set, put together.
    Token(Cow<'h, [u8]>),
}

impl SessionCookie {
    /// The declared name, or the default: `__Host-auth.session-token` on https, `auth.session-token` on http.
    pub(super) fn new(declared: Option<&str>, secure: bool) -> Result<Self, CookieNameError> {
        let default = if secure {
            "__Host-auth.session-token"
        } else {
            "auth.session-token"
        };
        Ok(Self {
            name: CookieName::parse(declared.unwrap_or(default), secure)?,
            attributes: Attributes::lax(secure),
        })
    }

    pub(super) fn name(&self) -> &str {
        self.name.as_str()
    }

    /// Looks for the set. A token in one cookie is borrowed from the request.
    pub(super) fn find<'h>(&self, headers: &'h HeaderMap) -> Found<'h> {
        let mut plain = None;
        let mut chunks = [None; MAX_CHUNKS];
        let mut found = Found::Nothing;
        for (name, value) in pairs(headers) {
            let place = match self.part(name) {
                None => continue,
                Some(Part::Whole) => Some(&mut plain),
                Some(Part::Chunk(number)) => chunks.get_mut(number),
            };
            match place {
                Some(empty @ None) if (1..=LONGEST_VALUE).contains(&value.len()) => {
                    *empty = Some(value);
                }
                Some(_) => return Found::Unusable,
                None => found = Found::Unusable,
            }
        }
        let count = chunks.iter().take_while(|chunk| chunk.is_some()).count();
        let chunked = chunks.iter().any(Option::is_some);
        let whole = chunked && chunks.iter().skip(count).all(Option::is_none);
        match plain {
            Some(token) if !chunked => Found::Token(Cow::Borrowed(token)),
            None if whole => Found::Token(Cow::Owned(
                chunks
                    .iter()
                    .flatten()
                    .copied()
                    .collect::<Vec<_>>()
                    .concat(),
            )),
            None if !chunked => found,
            _ => Found::Unusable,
        }
    }

    /// Sets the cookies of a token, and deletes those of the request that are no part of them.
    ///
    /// # Errors
    /// When the token needs more than [`MAX_CHUNKS`] of them.
    pub(super) fn set(
        &self,
        token: &str,
        max_age: u64,
        headers: &HeaderMap,
    ) -> Result<Vec<HeaderValue>, SessionError> {
        let maximum = MAX_CHUNKS * CHUNK;
        if token.len() > maximum {
            return Err(SessionError::TooLarge {
                length: token.len(),
                maximum,
            });
        }
        let (mut fields, mut stale) = (Vec::new(), self.present(headers));
        let mut rest = token;
        for number in 0..token.len().div_ceil(CHUNK) {
            let part = if token.len() <= CHUNK {
                Part::Whole
            } else {
                Part::Chunk(number)
            };
            let (value, following) = rest.split_at_checked(CHUNK).unwrap_or((rest, ""));
            rest = following;
            stale.retain(|present| *present != part);
            fields.push(
                self.attributes
                    .set(&self.name_of(part), value, Some(max_age))?,
            );
        }
        fields.extend(self.deletions(&stale));
        Ok(fields)
    }

    /// Deletes all that the request has, and the cookie with the plain name even if it has none.
    pub(super) fn delete(&self, headers: &HeaderMap) -> Vec<HeaderValue> {
        let mut present = self.present(headers);
        if !present.contains(&Part::Whole) {
            present.insert(0, Part::Whole);
        }
        self.deletions(&present).collect()
    }

    /// Deletes all that a session can have, where the request is not known.
    pub(super) fn delete_unseen(&self) -> Vec<HeaderValue> {
        let chunks = (0..MAX_CHUNKS).map(Part::Chunk);
        let parts: Vec<Part> = std::iter::once(Part::Whole).chain(chunks).collect();
        self.deletions(&parts).collect()
    }

    fn deletions(&self, parts: &[Part]) -> impl Iterator<Item = HeaderValue> {
        parts
            .iter()
            .filter_map(|part| self.attributes.delete(&self.name_of(*part)).ok())
    }

    /// Which parts a request has, each once: all that can be of a set, and some of those that cannot.
    fn present(&self, headers: &HeaderMap) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut strays = 0;
        for part in pairs(headers).filter_map(|(name, _)| self.part(name)) {
            let stray = matches!(part, Part::Chunk(MAX_CHUNKS..));
            if parts.contains(&part) || (stray && strays == MAX_STRAYS) {
                continue;
            }
            strays += usize::from(stray);
            parts.push(part);
        }
        parts
    }

    /// Which part of a session's cookies has that name.
    fn part(&self, name: &[u8]) -> Option<Part> {
        match name.strip_prefix(self.name.as_str().as_bytes())? {
            [] => Some(Part::Whole),
            [b'.', b'0'] => Some(Part::Chunk(0)),
            [b'.', digits @ ..] if digits.len() <= MAX_DIGITS && !digits.starts_with(b"0") => {
                let digits = std::str::from_utf8(digits).ok()?;
                // `parse` would take a sign.
                let number = digits
                    .bytes()
                    .all(|byte| byte.is_ascii_digit())
                    .then(|| digits.parse());
                Some(Part::Chunk(number?.ok()?))
            }
            _ => None,
        }
    }

    fn name_of(&self, part: Part) -> Cow<'_, str> {
        match part {
            Part::Whole => Cow::Borrowed(self.name()),
            Part::Chunk(number) => Cow::Owned(format!("{}.{number}", self.name())),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Chunk(usize),
}

/// Auth.js's: 4,096 bytes less 160 for the name and the attributes.
const CHUNK: usize = 3_936;
/// 19,680 bytes, with which a request is still one that servers and proxies take.
const MAX_CHUNKS: usize = 5;
/// What a browser keeps of one cookie (RFC 6265bis §5.6).
const LONGEST_VALUE: usize = 4_096;
/// How many chunks that were never set here one response deletes.
const MAX_STRAYS: usize = 16;
/// Of a chunk's number.
const MAX_DIGITS: usize = 9;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_fills_every_chunk_is_set_and_one_byte_more_is_too_much() {
        let cookie = SessionCookie::new(None, true).unwrap();
        let set = |length: usize| cookie.set(&"x".repeat(length), 60, &HeaderMap::new());
        assert_eq!(set(19_680).unwrap().len(), 5);
        assert!(matches!(
            set(19_681).unwrap_err(),
            SessionError::TooLarge {
                length: 19_681,
                maximum: 19_680
            }
        ));
        assert_eq!(set(3_936).unwrap().len(), 1);
        assert_eq!(set(3_937).unwrap().len(), 2);
    }
}
