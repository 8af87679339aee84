//! base64url without padding (RFC 7515 §2), strictly: no other alphabet, no bits left over.

use base64_simd::{Out, URL_SAFE_NO_PAD};

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

pub(super) fn append(bytes: &[u8], text: &mut String) {
    URL_SAFE_NO_PAD.encode_append(bytes, text);
}

pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(text).ok()
}

/// Exactly `N` bytes.
pub(crate) fn decode_array<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != encoded_length(N) {
        return None;
    }
    URL_SAFE_NO_PAD
        .decode(text, Out::from_slice(&mut bytes))
        .ok()?;
    Some(bytes)
}

/// How many characters that many bytes become.
pub(super) const fn encoded_length(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}
