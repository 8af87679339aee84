//! The e-mail addresses that links are sent to and come from: one addr-spec (RFC 5322 §3.4.1) in its plainest form.

/// Why a text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailAddressFault {
    /// There is no `@`, or there are several.
    NotOne,
    /// It is longer than mail can be sent to (RFC 5321 §4.5.3.1).
    TooLong,
    /// What stands before the `@` is no plain dot-string.
    LocalPart,
    /// What stands after the `@` is not the name of a host with a dot in it.
    Domain,
}

impl EmailAddressFault {
    /// To be read after the text.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::NotOne => "is not one e-mail address, such as `ada@example.com`",
            Self::TooLong => "is longer than an e-mail address can be",
            Self::LocalPart => {
                "has something before its `@` that is not made of letters, digits and `.`, `_`, `+` or `-`"
            }
            Self::Domain => "has no domain after its `@`, such as `example.com`",
        }
    }
}

/// Whether a text is one e-mail address and nothing else.
///
/// What RFC 5322 allows beyond that is refused, because programs that send mail disagree on what it means: quoted local
/// parts, comments, display names, several addresses, address literals, source routes (`%`, `!`), a first `-` (which a
/// command line takes for an option), and everything outside ASCII. An internationalised domain is written in its `xn--` form.
///
/// # Errors
/// With what is wrong.
pub const fn check_email_address(text: &str) -> Result<(), EmailAddressFault> {
    let bytes = text.as_bytes();
    let mut at = bytes.len();
    let mut place = 0;
    while place < bytes.len() {
        if bytes[place] == b'@' {
            if at != bytes.len() {
                return Err(EmailAddressFault::NotOne);
            }
            at = place;
        }
        place += 1;
    }
    if at == bytes.len() {
        return Err(EmailAddressFault::NotOne);
    }
    if bytes.len() > LONGEST || at > LONGEST_LOCAL_PART {
        return Err(EmailAddressFault::TooLong);
    }
    if !is_local_part(bytes, at) {
        return Err(EmailAddressFault::LocalPart);
    }
    if !is_domain(bytes, at + 1) {
        return Err(EmailAddressFault::Domain);
    }
    Ok(())
}

/// Whether a text says who a message is from: `login@example.com`, or `Acme <login@example.com>`.
///
/// # Errors
/// With what is wrong with the address; a name that is none counts as one.
pub fn check_sender(text: &str) -> Result<(), EmailAddressFault> {
    let Some((name, rest)) = text.split_once('<') else {
        return check_email_address(text);
    };
    let Some(address) = rest.strip_suffix('>') else {
        return Err(EmailAddressFault::NotOne);
    };
    // What has a meaning in a header (RFC 5322 §3.2.3) does not belong into a name.
    let plain = |letter: char| !letter.is_control() && !"()<>[]:;@\\,\"".contains(letter);
    if name.trim().is_empty() || !name.ends_with(' ') || !name.chars().all(plain) {
        return Err(EmailAddressFault::NotOne);
    }
    check_email_address(address)
}

/// Bytes up to `end`: words of letters, digits and a few signs, with one dot between two of them.
const fn is_local_part(bytes: &[u8], end: usize) -> bool {
    if end == 0 || bytes[0] == b'-' {
        return false;
    }
    let mut place = 0;
    let mut after_dot = true;
    while place < end {
        match bytes[place] {
            b'.' if after_dot => return false,
            b'.' => after_dot = true,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => after_dot = false,
            b'_' | b'+' | b'-' | b'\'' | b'&' | b'=' | b'~' | b'#' | b'$' | b'*' | b'/' | b'?'
            | b'^' | b'{' | b'}' => after_dot = false,
            _ => return false,
        }
        place += 1;
    }
    !after_dot
}

/// Bytes from `start` on: two labels or more (RFC 1123 §2.1), the last of which is no number, as in an IPv4 address.
const fn is_domain(bytes: &[u8], start: usize) -> bool {
    let mut place = start;
    let mut labels = 0;
    let mut length = 0;
    let mut has_letter = false;
    let mut last = b'-';
    while place < bytes.len() {
        let byte = bytes[place];
        match byte {
            b'.' => {
                if length == 0 || last == b'-' {
                    return false;
                }
                labels += 1;
                length = 0;
                has_letter = false;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => {
                if (byte == b'-' && length == 0) || length == LONGEST_LABEL {
                    return false;
                }
                has_letter = has_letter || byte.is_ascii_alphabetic();
                length += 1;
            }
            _ => return false,
        }
        last = byte;
        place += 1;
    }
    labels > 0 && length > 0 && last != b'-' && has_letter
}

/// In bytes (RFC 5321 §4.5.3.1.3, without the brackets).
const LONGEST: usize = 254;
/// In bytes (RFC 5321 §4.5.3.1.1).
const LONGEST_LOCAL_PART: usize = 64;
/// In bytes (RFC 1035 §2.3.4).
const LONGEST_LABEL: usize = 63;

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;

    use super::*;

    #[test]
    fn an_ordinary_address_is_one() {
        let longest = format!("{}@x.test", "a".repeat(64));
        for address in [
            "ada@x.test",
            "Ada.Lovelace+login@Mail.Example.COM",
            "o'brien@x.test",
            "a_b-c@xn--bcher-kva.example",
            "1@1.test",
            "a@b.c.d.test",
            &longest,
        ] {
            assert_eq!(check_email_address(address), Ok(()), "{address}");
        }
    }

    /// AL-10, HI-02
    #[test]
    fn what_could_be_read_as_anything_else_is_none() {
        let long_local = format!("{}@x.test", "a".repeat(65));
        let long = format!("a@{}.test", "x.".repeat(125));
        let long_label = format!("a@{}.test", "x".repeat(64));
        for text in [
            "",
            "@",
            "ada",
            "ada@",
            "@x.test",
            "a@x.test,b@evil.test",
            "a@x.test;b@evil.test",
            "a@x.test b@evil.test",
            "a@x.test <b@evil.test>",
            "<a@x.test>",
            "\"a@x.test\"@evil.test",
            "\"a b\"@x.test",
            "a@b@c.test",
            "a@x.test\r\nBcc: b@evil.test",
            "a@x.test\n",
            "a\r@x.test",
            "a\0@x.test",
            "a(b)@x.test",
            "a\\@x.test",
            "a:b@x.test",
            "b%evil.test@x.test",
            "evil.test!b@x.test",
            "a|b@x.test",
            "`a`@x.test",
            "-oQ@x.test",
            ".a@x.test",
            "a.@x.test",
            "a..b@x.test",
            "a@x",
            "a@localhost",
            "a@.test",
            "a@x..test",
            "a@x.test.",
            "a@-x.test",
            "a@x-.test",
            "a@x.test-",
            "a@x_y.test",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "a@x.test/path",
            "a@x.te\u{ff53}t",
            "a\u{ff20}x.test",
            "\u{430}da@x.test",
            "ada\u{202e}@x.test",
            "ada\u{200b}@x.test",
            "ada@b\u{fc}cher.test",
            " ada@x.test",
            "ada@x.test ",
            "ada @x.test",
            "mailto:ada@x.test",
            &long_local,
            &long,
            &long_label,
        ] {
            assert!(check_email_address(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        for sender in [
            "login@acme.test",
            "Acme <login@acme.test>",
            "Acme \u{2013} B\u{fc}cher & Co. <login@acme.test>",
        ] {
            assert_eq!(check_sender(sender), Ok(()), "{sender}");
        }
    }

    /// HI-02
    #[test]
    fn a_sender_is_not_what_a_header_would_break_on() {
        for sender in [
            "Acme",
            "Acme <login@acme.test",
            "Acme <login@acme.test> x",
            "Acme<login@acme.test>",
            " <login@acme.test>",
            "<login@acme.test>",
            "Acme <login>",
            "x\r\nBcc: evil@test <login@acme.test>",
            "\"Acme\" <login@acme.test>",
            "Acme, Inc. <login@acme.test>",
            "a@b.test <login@acme.test>",
            "a@b.test, login@acme.test",
        ] {
            assert!(check_sender(sender).is_err(), "{sender:?}");
        }
    }

    #[test]
    fn every_fault_can_be_read_after_the_text() {
        let reasons: std::collections::BTreeSet<String> = [
            EmailAddressFault::NotOne,
            EmailAddressFault::TooLong,
            EmailAddressFault::LocalPart,
            EmailAddressFault::Domain,
        ]
        .iter()
        .map(|fault| fault.reason().into())
        .collect();
        assert_eq!(reasons.len(), 4);
    }
}
