//! The compact serialization (RFC 7516 §7.1) of a token with direct encryption: `header..iv.ciphertext.tag`.

use super::base64url::{self, encoded_length};

/// The encrypted part of a token, decoded.
pub(super) struct Encrypted<const IV: usize, const TAG: usize> {
    pub(super) iv: [u8; IV],
    pub(super) ciphertext: Vec<u8>,
    pub(super) tag: [u8; TAG],
}

/// Splits `header..rest`: with direct encryption the encrypted key between the dots is empty (RFC 7518 §4.5).
pub(super) fn split_header(token: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b'.', token)?;
    let (header, rest) = token.split_at_checked(end)?;
    Some((header, rest.strip_prefix(b"..")?))
}

/// Reads `iv.ciphertext.tag`, where the lengths of the first and the last are known. A dot too many is in no alphabet.
pub(super) fn decode<const IV: usize, const TAG: usize>(
    parts: &[u8],
) -> Option<Encrypted<IV, TAG>> {
    let (iv, rest) = parts.split_at_checked(encoded_length(IV))?;
    let rest = rest.strip_prefix(b".")?;
    let (rest, tag) = rest.split_at_checked(rest.len().checked_sub(encoded_length(TAG))?)?;
    let ciphertext = rest.strip_suffix(b".")?;
    Some(Encrypted {
        iv: base64url::decode_array(iv)?,
        tag: base64url::decode_array(tag)?,
        ciphertext: base64url::decode(ciphertext)?,
    })
}
