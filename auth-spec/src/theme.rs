//! What a declaration says of how the built-in pages look: a colour, a picture, a name.

use crate::error_code::ErrorCode;
use crate::page::{PageFault, check_page};

/// Why a value in `pages: { theme: { … } }` cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ThemeFault {
    /// Not a colour.
    Colour,
    /// A picture on another origin.
    LogoElsewhere,
    /// A picture that is not a path.
    Logo(PageFault),
    /// A name of nothing but blanks.
    NameEmpty,
    /// A name longer than [`LONGEST_NAME`] characters.
    NameTooLong,
    /// A name with a line break or another control character.
    NameControl,
}

impl ThemeFault {
    /// What is wrong and what to write, to be read after the value.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Colour => {
                "is not a colour; write `#` and three or six hexadecimal digits, as in \"#0f766e\""
            }
            Self::LogoElsewhere => {
                "is a picture on another origin, which would learn who is signing in; serve it from this application and write its path, as in \"/logo.svg\""
            }
            Self::Logo(fault) => match fault {
                PageFault::Query => "has a query; a picture is a path alone",
                PageFault::Fragment => "has a fragment; a picture is a path alone",
                PageFault::Pattern => "is a pattern; a picture is one path",
                fault => fault.reason(),
            },
            Self::NameEmpty => "is empty; leave it out to show the host of `AUTH_URL`",
            Self::NameTooLong => {
                "is longer than 60 characters; it stands in headings and on buttons"
            }
            Self::NameControl => "has a line break or another control character",
        }
    }

    /// `AUTH-195`.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        &ErrorCode::THEME_INVALID
    }
}

/// Checks a colour, `#rgb` or `#rrggbb`, and reads it as `0xrrggbb`.
///
/// # Errors
/// When it is nothing of that form: names of colours and functions are not read, so that what reaches the stylesheet is
/// a colour and nothing else.
pub const fn check_colour(text: &str) -> Result<u32, ThemeFault> {
    let bytes = text.as_bytes();
    let [b'#', digits @ ..] = bytes else {
        return Err(ThemeFault::Colour);
    };
    let short = digits.len() == 3;
    if !short && digits.len() != 6 {
        return Err(ThemeFault::Colour);
    }
    let (mut number, mut rest) = (0, digits);
    while let [digit, next @ ..] = rest {
        let value = match digit {
            b'0'..=b'9' => *digit - b'0',
            b'a'..=b'f' => *digit - b'a' + 10,
            b'A'..=b'F' => *digit - b'A' + 10,
            _ => return Err(ThemeFault::Colour),
        } as u32;
        number = if short {
            (number << 8) | (value * 0x11)
        } else {
            (number << 4) | value
        };
        rest = next;
    }
    Ok(number)
}

/// Checks a logo: a path of this application, without query and fragment.
///
/// # Errors
/// The first rule that it breaks.
pub const fn check_logo(path: &str) -> Result<(), ThemeFault> {
    match check_page(path) {
        Ok(()) => Ok(()),
        Err(PageFault::WholeUrl) => Err(ThemeFault::LogoElsewhere),
        Err(fault) => Err(ThemeFault::Logo(fault)),
    }
}

/// Checks what people know the application by.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_name(name: &str) -> Result<(), ThemeFault> {
    if name.chars().any(char::is_control) {
        return Err(ThemeFault::NameControl);
    }
    if name.trim().is_empty() {
        return Err(ThemeFault::NameEmpty);
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(ThemeFault::NameTooLong);
    }
    Ok(())
}

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 60;

/// Whether a text has the form of a language tag that a page may carry (RFC 5646 §2.1): subtags of letters and digits.
#[must_use]
pub const fn is_language_tag(tag: &str) -> bool {
    let mut bytes = tag.as_bytes();
    let (mut length, mut first) = (0, true);
    while let [byte, rest @ ..] = bytes {
        match byte {
            b'-' => {
                if length < if first { 2 } else { 1 } {
                    return false;
                }
                (length, first) = (0, false);
            }
            b'a'..=b'z' | b'A'..=b'Z' => length += 1,
            b'0'..=b'9' if !first => length += 1,
            _ => return false,
        }
        if length > 8 {
            return false;
        }
        bytes = rest;
    }
    length >= if first { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_three_or_six_hexadecimal_digits() {
        assert_eq!(check_colour("#069"), Ok(0x00_66_99));
        assert_eq!(check_colour("#0f766E"), Ok(0x0f_76_6e));
        for text in [
            "",
            "#",
            "069",
            "#06",
            "#0699",
            "#+69",
            "#00669",
            "#0066999",
            "red",
            "#000}",
            "#000;",
            "#é1",
            "rgb(0, 0, 0)",
            "var(--x)",
            " #000",
        ] {
            assert_eq!(check_colour(text), Err(ThemeFault::Colour), "{text}");
        }
    }

    #[test]
    fn a_logo_is_a_path_of_this_application() {
        for path in ["/logo.svg", "/static/brand/logo.png", "/caf%C3%A9.webp"] {
            assert_eq!(check_logo(path), Ok(()), "{path}");
        }
        assert_eq!(
            check_logo("https://cdn.example/logo.svg"),
            Err(ThemeFault::LogoElsewhere)
        );
        for path in [
            "logo.svg",
            "//cdn.example/logo.svg",
            "/logo.svg?v=2",
            "/l/{x}.svg",
            "data:image/png,",
            "/a b.svg",
            "",
        ] {
            assert!(check_logo(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_name_is_a_line_that_fits_into_a_heading() {
        for name in ["Acme", "Bäckerei Müller & Söhne", "株式会社"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        let longest = "x".repeat(LONGEST_NAME);
        assert_eq!(check_name(&longest), Ok(()));
        assert_eq!(
            check_name(&std::format!("{longest}x")),
            Err(ThemeFault::NameTooLong)
        );
        assert_eq!(check_name(" "), Err(ThemeFault::NameEmpty));
        assert_eq!(check_name("a\nb"), Err(ThemeFault::NameControl));
    }

    #[test]
    fn a_language_tag_is_subtags_of_letters_and_digits() {
        for tag in [
            "en",
            "de",
            "de-AT",
            "zh-Hant-TW",
            "sr-Latn",
            "es-419",
            "sl-rozaj-1994",
        ] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in [
            "",
            "e",
            "de_AT",
            "de-",
            "-de",
            "d\"e",
            "123",
            "de--AT",
            "abcdefghi",
            "deutsch!",
        ] {
            assert!(!is_language_tag(tag), "{tag}");
        }
    }
}
