//! Characters and percent-encoding (RFC 3986 §2).

use super::{MAX_LENGTH, Refusal, attempt};

/// Whether braces are among the characters: they are in patterns.
#[derive(Clone, Copy)]
pub(crate) enum Braces {
    Allowed,
    Refused,
}

/// Looks at every character: those of RFC 3986 §2, and what is percent-encoded is a character of text (§2.1).
pub(crate) const fn check_characters(text: &str, braces: Braces) -> Result<(), Refusal> {
    let bytes = text.as_bytes();
    if bytes.len() > MAX_LENGTH {
        return Err(Refusal::TooLong);
    }
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            b'%' => attempt!(encoded_character(bytes, at)),
            0x00..=0x1f | 0x7f => return Err(Refusal::ControlCharacter),
            b' ' => return Err(Refusal::Space),
            b'\\' => return Err(Refusal::Backslash),
            b'"' | b'<' | b'>' | b'^' | b'`' | b'|' => return Err(Refusal::Character),
            b'{' | b'}' if matches!(braces, Braces::Refused) => return Err(Refusal::Braces),
            0x80..=0xff => return Err(Refusal::NotAscii),
            _ => at + 1,
        };
    }
    Ok(())
}

/// Whether all characters are unreserved (§2.3).
pub(crate) const fn is_unreserved(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() && !matches!(bytes[at], b'-' | b'.' | b'_' | b'~') {
            return false;
        }
        at += 1;
    }
    true
}

/// The octet that a `%` and two hexadecimal digits stand for (§2.1).
pub(super) const fn octet(bytes: &[u8], at: usize) -> Option<u8> {
    if at + 2 >= bytes.len() || bytes[at] != b'%' {
        return None;
    }
    match (hexadecimal(bytes[at + 1]), hexadecimal(bytes[at + 2])) {
        (Some(high), Some(low)) => Some(high << 4 | low),
        _ => None,
    }
}

/// Reads the percent-encoded character that begins at `at`; returns where it ends.
const fn encoded_character(bytes: &[u8], at: usize) -> Result<usize, Refusal> {
    let Some(first) = octet(bytes, at) else {
        return Err(Refusal::PercentEncoding);
    };
    let length = match first {
        0x00..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Err(Refusal::EncodedText),
    };
    let mut utf8 = [first; 4];
    let mut octets = 1;
    while octets < length {
        let Some(next) = octet(bytes, at + 3 * octets) else {
            return Err(Refusal::EncodedText);
        };
        utf8[octets] = next;
        octets += 1;
    }
    let (character, _) = utf8.split_at(length);
    if core::str::from_utf8(character).is_err() {
        return Err(Refusal::EncodedText);
    }
    // C0, DEL and C1.
    if matches!(utf8, [0x00..=0x1f | 0x7f, ..] | [0xc2, 0x80..=0x9f, ..]) {
        return Err(Refusal::EncodedControl);
    }
    Ok(at + 3 * length)
}

/// What a hexadecimal digit stands for.
const fn hexadecimal(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
