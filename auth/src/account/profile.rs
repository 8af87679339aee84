//! What a provider says of a user, in our terms.

use url::Url;

/// A user as one provider describes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The provider's stable identifier of the user (`sub`); never an e-mail address.
    pub subject: String,
    /// A name to greet with.
    pub name: Option<String>,
    /// An e-mail address; see `email_verified`.
    pub email: Option<String>,
    /// Whether the provider has verified that address.
    pub email_verified: bool,
    /// A picture's URL.
    pub picture: Option<String>,
}

impl Profile {
    /// What can be shown, stored and put into a header of it (HI-01); `None` when nobody is identified.
    pub(crate) fn cleaned(self) -> Option<Self> {
        if !is_subject(&self.subject) {
            return None;
        }
        let email = self.email.filter(|email| is_email(email));
        Some(Self {
            name: self.name.as_deref().and_then(clean_name),
            email_verified: self.email_verified && email.is_some(),
            email,
            picture: self.picture.as_deref().and_then(clean_picture),
            subject: self.subject,
        })
    }
}

/// At most 255 bytes, as in OpenID Connect, none of them a control character.
pub(super) fn is_subject(text: &str) -> bool {
    text.len() <= LONGEST_SUBJECT && !text.trim().is_empty() && !text.chars().any(char::is_control)
}

/// One line without control characters, at most 200 characters.
pub(super) fn clean_name(text: &str) -> Option<String> {
    let separates = |character: char| character.is_whitespace() || character.is_control();
    let words: Vec<_> = text
        .split(separates)
        .filter(|word| !word.is_empty())
        .collect();
    let mut name = words.join(" ");
    name.retain(|character| !is_invisible(character));
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// One address and nothing else: something, `@`, something, without what separates or quotes addresses.
pub(super) fn is_email(text: &str) -> bool {
    let forbidden = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || is_invisible(character)
            || matches!(
                character,
                ',' | ';' | ':' | '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\\'
            )
    };
    let parts = text.split_once('@');
    let whole = parts.is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    whole && text.len() <= LONGEST_EMAIL && !text.contains(forbidden)
}

/// An `http` or `https` URL without a user name, as a browser would write it.
pub(super) fn clean_picture(text: &str) -> Option<String> {
    // A URL parser takes line breaks out; what has one is no URL.
    if text.len() > LONGEST_PICTURE || text.contains(|character: char| character.is_control()) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let web = matches!(url.scheme(), "https" | "http");
    let plain = url.username().is_empty() && url.password().is_none();
    let url = String::from(url);
    (web && plain && url.len() <= LONGEST_PICTURE).then_some(url)
}

/// Characters that turn text round or hide in it, so that a name shows as another.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// In bytes (OpenID Connect Core §2).
const LONGEST_SUBJECT: usize = 255;
/// In characters.
const LONGEST_NAME: usize = 200;
/// In bytes (RFC 5321 §4.5.3.1.3, without the brackets).
const LONGEST_EMAIL: usize = 254;
/// In bytes.
const LONGEST_PICTURE: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> Profile {
        Profile {
            subject: "1".into(),
            name: Some("Ada Lovelace".into()),
            email: Some("ada@x.test".into()),
            email_verified: true,
            picture: Some("https://p.test/ada.png?s=48".into()),
        }
    }

    #[test]
    fn an_ordinary_profile_stays_as_it_is() {
        assert_eq!(profile().cleaned(), Some(profile()));
    }

    #[test]
    fn a_profile_without_a_usable_subject_is_none() {
        for subject in ["", " ", "a\nb", "a\0", &"x".repeat(256)] {
            let profile = Profile {
                subject: subject.into(),
                ..profile()
            };
            assert_eq!(profile.cleaned(), None, "{subject:?}");
        }
        let longest = Profile {
            subject: "x".repeat(255),
            ..profile()
        };
        assert!(longest.cleaned().is_some());
    }

    /// HI-01
    #[test]
    fn a_name_is_one_line() {
        for (said, shown) in [
            ("a\r\nSet-Cookie: x=1", Some("a Set-Cookie: x=1")),
            ("  Ada \t Lovelace\u{2028}", Some("Ada Lovelace")),
            ("a\u{1b}[31m\0b\u{7f}\u{85}", Some("a [31m b")),
            ("evil\u{202e}gpj.exe", Some("evilgpj.exe")),
            ("a\u{61c}b\u{2066}c\u{200f}d", Some("abcd")),
            ("Zoë 👩‍🚀", Some("Zoë 👩‍🚀")),
            ("\r\n", None),
            ("\u{202e}\u{feff}", None),
            ("", None),
        ] {
            assert_eq!(clean_name(said).as_deref(), shown, "{said:?}");
        }
        assert_eq!(
            clean_name(&"é".repeat(100_000)).unwrap().chars().count(),
            200
        );
    }

    /// HI-01, V34b: what could be read as more than one address is none, and then nothing is verified.
    #[test]
    fn an_email_address_is_one_address_or_none() {
        for email in [
            "a@x.test\r\nBcc: b@x.test",
            "a@x.test,b@evil.test",
            "a@x.test <b@evil.test>",
            "\"a@x.test\"@evil.test",
            "a@b@c.test",
            "a b@x.test",
            "@x.test",
            "a@",
            "a",
            "",
            "a\u{202e}@x.test",
            &format!("{}@x.test", "x".repeat(254)),
        ] {
            let cleaned = Profile {
                email: Some(email.into()),
                ..profile()
            }
            .cleaned()
            .unwrap();
            assert_eq!(
                (cleaned.email, cleaned.email_verified),
                (None, false),
                "{email:?}"
            );
        }
        for email in ["a@x.test", "a+b.c@x.test", "ü@x.test", "o'b@x.test"] {
            assert!(is_email(email), "{email}");
        }
    }

    #[test]
    fn nothing_is_verified_where_there_is_no_address() {
        let cleaned = Profile {
            email: None,
            ..profile()
        }
        .cleaned()
        .unwrap();
        assert!(!cleaned.email_verified);
    }

    /// HI-01
    #[test]
    fn a_picture_is_a_web_address() {
        for picture in [
            "\n",
            "https://p.test/\r\nSet-Cookie: x=1",
            "java\tscript:alert(1)",
            "javascript:alert(1)",
            "data:image/svg+xml,<svg onload=alert(1)>",
            "file:///etc/passwd",
            "/relative.png",
            "//p.test/x",
            "https://user:pass@p.test/",
            "https://",
            "",
            &format!("https://p.test/{}", "x".repeat(2048)),
            &format!("https://p.test/{}", "é".repeat(700)),
        ] {
            assert_eq!(clean_picture(picture), None, "{picture:?}");
        }
        let quoted = clean_picture("https://p.test/a\"><script>?b= c").unwrap();
        assert_eq!(quoted, "https://p.test/a%22%3E%3Cscript%3E?b=%20c");
    }
}
