//! Why a URL is refused.

/// Why a text is not a URL that can be used here: one variant per rule of the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Nothing is there.
    Empty,
    /// More than [`MAX_LENGTH`](super::MAX_LENGTH) bytes.
    TooLong,
    /// A path that does not begin with a slash.
    NotRooted,
    /// `//`: the beginning of another host, or an empty segment.
    TwoSlashes,
    /// `\`, which browsers take for a slash.
    Backslash,
    /// A C0 control character or DEL; browsers leave some of them out.
    ControlCharacter,
    /// A space.
    Space,
    /// A character that must be percent-encoded.
    NotAscii,
    /// `{` or `}` outside a pattern.
    Braces,
    /// An ASCII character that no URL holds, or not there.
    Character,
    /// A `%` without two hexadecimal digits.
    PercentEncoding,
    /// A control character, percent-encoded.
    EncodedControl,
    /// `%2f` in a path.
    EncodedSlash,
    /// `%5c` in a path.
    EncodedBackslash,
    /// `.` or `..` with a dot spelt `%2e`.
    EncodedDots,
    /// Percent-encoded bytes that are not UTF-8.
    EncodedText,
    /// Another scheme than `https` and `http`, or none where there must be one.
    Scheme,
    /// `http`, and not to this machine.
    Insecure,
    /// No host.
    NoHost,
    /// `user@`.
    UserInfo,
    /// A host that is neither a domain name nor an address in its one usual spelling.
    Host,
    /// A host with capital letters.
    HostCapitals,
    /// A port that is not a number from 1 to 65535 in its shortest spelling.
    Port,
}

impl Refusal {
    /// What is wrong, to be read after the URL: `"//x"` *has two slashes in a row*.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::TooLong => "is longer than 2,048 bytes",
            Self::NotRooted => "does not start with `/`",
            Self::TwoSlashes => "has two slashes in a row",
            Self::Backslash => "has a backslash",
            Self::ControlCharacter => "has a control character",
            Self::Space => "has a space; write it as `%20`",
            Self::NotAscii => "has a character outside ASCII; percent-encode it",
            Self::Braces => "has braces, which stand only in the patterns of `callbacks.allow`",
            Self::Character => "has a character that must be percent-encoded",
            Self::PercentEncoding => "has a `%` without two hexadecimal digits after it",
            Self::EncodedControl => "has a percent-encoded control character",
            Self::EncodedSlash => "has a percent-encoded slash in its path",
            Self::EncodedBackslash => "has a percent-encoded backslash in its path",
            Self::EncodedDots => "has a percent-encoded `.` or `..` as a segment",
            Self::EncodedText => "has percent-encoded bytes that are not UTF-8",
            Self::Scheme => "is neither a path that starts with `/` nor an `https://` URL",
            Self::Insecure => "is plain `http`, which is for localhost only; write `https://`",
            Self::NoHost => "has no host",
            Self::UserInfo => "has a user name before its host",
            Self::Host => "has a host that is not a plain domain name",
            Self::HostCapitals => "has capital letters in its host; write it in lower case",
            Self::Port => "has a port that is not a plain number from 1 to 65535",
        }
    }
}
