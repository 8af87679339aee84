//! THE grammar and matcher of callback URLs: where the application sends a user when a flow has ended.
//!
//! Everything is a `const fn` without allocation, so that `auth!`, `callback_url!` and the running application judge a
//! URL by the same code. A candidate is first read ([`parse`]) and then compared with `callbacks.allow` ([`allowed`]).

mod pattern;

pub use crate::uri::{AbsoluteUrl, MAX_LENGTH, Reference, Refusal, Scheme, Segments};
pub use pattern::{Pattern, PatternFault, matches, parse_pattern};

use core::fmt;

use crate::error_code::ErrorCode;
use crate::uri::{self, find};

/// A callback URL that has been read; `Display` writes it with `.` and `..` resolved, which is the form to send.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// A path of this application, with query and fragment.
    Path(Reference<'a>),
    /// A whole URL.
    Absolute(AbsoluteUrl<'a>),
}

impl<'a> Target<'a> {
    /// The same destination seen from the application's own origin: a whole URL there is a path of this application.
    #[must_use]
    pub const fn seen_from(self, own: &AbsoluteUrl<'_>) -> Self {
        match self {
            Self::Absolute(url) if url.same_origin(own) => Self::Path(url.reference()),
            other => other,
        }
    }

    /// Path, query and fragment, wherever it leads.
    #[must_use]
    pub const fn reference(&self) -> Reference<'a> {
        match self {
            Self::Path(reference) => *reference,
            Self::Absolute(url) => url.reference(),
        }
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(reference) => reference.fmt(f),
            Self::Absolute(url) => url.fmt(f),
        }
    }
}

/// Reads a callback URL: a path of this application, or a whole `https` URL (`http` for this machine).
///
/// # Errors
/// The first rule of the grammar that it breaks.
pub const fn parse(candidate: &str) -> Result<Target<'_>, Refusal> {
    match uri::parse_reference(candidate) {
        Ok(reference) => Ok(Target::Path(reference)),
        Err(Refusal::NotRooted) => match uri::parse_absolute(candidate) {
            Ok(url) => Ok(Target::Absolute(url)),
            Err(Refusal::Scheme) if !has_scheme(candidate) => Err(Refusal::NotRooted),
            Err(refusal) => Err(refusal),
        },
        Err(refusal) => Err(refusal),
    }
}

/// Whether users may be sent there: one of the patterns matches or, without any (`None`), it is a path of this application.
///
/// A malformed pattern matches nothing. A whole URL of the application's own origin is a path only after
/// [`Target::seen_from`].
#[must_use]
pub const fn allowed(allow: Option<&[&str]>, target: &Target<'_>) -> bool {
    let Some(patterns) = allow else {
        return matches!(target, Target::Path(_));
    };
    let mut number = 0;
    while number < patterns.len() {
        if let Ok(pattern) = parse_pattern(patterns[number])
            && matches(&pattern, target)
        {
            return true;
        }
        number += 1;
    }
    false
}

impl Refusal {
    /// `AUTH-113`.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        &ErrorCode::CALLBACK_URL_INVALID
    }
}

/// Whether a text begins like a URL with a scheme (RFC 3986 §3.1) or like one that lacks it (`www.acme.example/x`).
const fn has_scheme(text: &str) -> bool {
    match (find(text, b':'), find(text, b'/')) {
        (Some(colon), Some(slash)) => colon < slash,
        (colon, _) => colon.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::{String, ToString};

    use super::*;

    fn normalised(candidate: &str) -> String {
        parse(candidate)
            .unwrap_or_else(|refusal| panic!("{candidate:?} {}", refusal.reason()))
            .to_string()
    }

    fn refusal(candidate: &str) -> Refusal {
        match parse(candidate) {
            Err(refusal) => refusal,
            Ok(target) => panic!("{candidate:?} was read as {target}"),
        }
    }

    /// The grammar is the same in a `const`: this is evaluated by the compiler.
    const _: () = {
        assert!(matches!(parse("/a/../b?x#y"), Ok(Target::Path(_))));
        assert!(matches!(parse("//evil.test"), Err(Refusal::TwoSlashes)));
        let Ok(target) = parse("/account/emails") else {
            panic!()
        };
        assert!(allowed(Some(&["/", "/account/{*rest}"]), &target));
        assert!(!allowed(Some(&["/"]), &target));
    };

    /// S2-4, M-26
    #[test]
    fn a_plain_path_stays_as_it_is() {
        for path in [
            "/",
            "/dashboard",
            "/dashboard/",
            "/a/b/c",
            "/a-b._~c",
            "/:x/@y/!$&'()*+,;=",
            "/caf%C3%A9/%E2%82%AC/%F0%9F%A6%80",
            "/a%20b",
            "/100%25",
            "/?",
            "/#",
            "/a?x=1&y=/?:@#/z?",
            "/a?next=%2Fb%5Cc",
            "/...",
            "/a/.../b",
            "/.well-known/x",
            "/a..b/..c/d..",
            "/a%2eb",
        ] {
            assert_eq!(normalised(path), path);
        }
    }

    /// RU-15
    #[test]
    fn dot_segments_are_resolved_and_never_lead_above_the_root() {
        for (path, expected) in [
            ("/a/../../admin?x=1#f", "/admin?x=1#f"),
            ("/a/b/c/./../../g", "/a/g"),
            ("/..", "/"),
            ("/.", "/"),
            ("/./", "/"),
            ("/../", "/"),
            ("/a/..", "/"),
            ("/a/.", "/a/"),
            ("/a/b/..", "/a/"),
            ("/a/b/../", "/a/"),
            ("/a/../..", "/"),
            ("/a/../b/../c", "/c"),
            ("/../../../a", "/a"),
            ("/a/b/../../..", "/"),
            ("/a/?../b", "/a/?../b"),
            ("/a#/../b", "/a#/../b"),
        ] {
            assert_eq!(normalised(path), expected, "{path:?}");
        }
    }

    /// RU-02, RU-04, RU-12, M-26
    #[test]
    fn what_another_program_could_read_as_a_host_is_refused() {
        use Refusal::*;
        for (candidate, expected) in [
            ("//evil.test/x", TwoSlashes),
            ("//", TwoSlashes),
            ("///evil.test", TwoSlashes),
            ("/a//evil.test", TwoSlashes),
            ("/a/..//evil.test", TwoSlashes),
            ("/.//evil.test", TwoSlashes),
            ("/a//", TwoSlashes),
            ("/\\evil.test", Backslash),
            ("\\/evil.test", Backslash),
            ("/a\\b", Backslash),
            ("/a?x=\\b", Backslash),
            ("/%5cevil.test", EncodedBackslash),
            ("/%5Cevil.test", EncodedBackslash),
            ("/%2fevil.test", EncodedSlash),
            ("/a%2Fb", EncodedSlash),
            ("/\t/evil.test", ControlCharacter),
            ("/\n/evil.test", ControlCharacter),
            ("/\r/evil.test", ControlCharacter),
            ("/a\0", ControlCharacter),
            ("/a\x7f", ControlCharacter),
            ("\t/a", ControlCharacter),
            ("/%09/evil.test", EncodedControl),
            ("/%2e%2e/a", EncodedDots),
            ("/.%2e/a", EncodedDots),
            ("/%2E", EncodedDots),
            ("/a/%2e%2E?x", EncodedDots),
        ] {
            assert_eq!(refusal(candidate), expected, "{candidate:?}");
        }
    }

    /// RU-11, RU-17
    #[test]
    fn what_is_percent_encoded_must_be_printable_text() {
        use Refusal::*;
        for (candidate, expected) in [
            ("/ok%0d%0aSet-Cookie:%20a=b", EncodedControl),
            ("/ok?x=%0d%0aSet-Cookie:%20a=b", EncodedControl),
            ("/ok#%00", EncodedControl),
            ("/%7f", EncodedControl),
            ("/%C2%85", EncodedControl),
            ("%", PercentEncoding),
            ("/%", PercentEncoding),
            ("/%2", PercentEncoding),
            ("/%zz", PercentEncoding),
            ("/%u002f", PercentEncoding),
            ("/a?%", PercentEncoding),
            ("/%ff%fe", EncodedText),
            ("/%C3", EncodedText),
            ("/%C3a", EncodedText),
            ("/%C3%28", EncodedText),
            ("/%c0%af", EncodedText),
            ("/%e0%80%af", EncodedText),
            ("/%ed%a0%80", EncodedText),
            ("/%f5%80%80%80", EncodedText),
        ] {
            assert_eq!(refusal(candidate), expected, "{candidate:?}");
        }
    }

    #[test]
    fn characters_that_no_url_holds_are_refused() {
        use Refusal::*;
        for (candidate, expected) in [
            (" /a", Space),
            ("/a b", Space),
            ("/a\u{a0}", NotAscii),
            ("/\u{ff0f}evil.test", NotAscii),
            ("/\u{2215}", NotAscii),
            ("https://app\u{3002}test/", NotAscii),
            ("/u/{id}", Braces),
            ("/a\"b", Character),
            ("/<script>", Character),
            ("/a|b", Character),
            ("/a^b", Character),
            ("/a`b", Character),
            ("/[a]", Character),
            ("/a?b[", Character),
            ("/a?b]", Character),
            ("/a#b#c", Character),
        ] {
            assert_eq!(refusal(candidate), expected, "{candidate:?}");
        }
    }

    /// RU-09, S0-21
    #[test]
    fn what_is_neither_a_path_nor_https_is_refused() {
        use Refusal::*;
        for (candidate, expected) in [
            ("", Empty),
            ("url-post-logout", NotRooted),
            ("?x=1", NotRooted),
            ("#f", NotRooted),
            ("./a", NotRooted),
            ("www.acme.example/x", NotRooted),
            ("a/b:c", NotRooted),
            ("javascript:alert(1)", Scheme),
            ("data:text/html,x", Scheme),
            ("vbscript:x", Scheme),
            ("blob:https://app.test/x", Scheme),
            ("ftp://acme.example/", Scheme),
            ("https:acme.example", Scheme),
            ("https:/acme.example", Scheme),
            ("HTTPS://acme.example/", Scheme),
            ("evil.test:443/x", Scheme),
            ("https://", NoHost),
            ("https:///acme.example", NoHost),
            ("https://:443/", NoHost),
            ("https://?x", NoHost),
            ("http://acme.example/", Insecure),
            ("http://localhost.evil.test/", Insecure),
            ("http://127.0.0.2/", Insecure),
        ] {
            assert_eq!(refusal(candidate), expected, "{candidate:?}");
        }
    }

    /// RU-06, RU-14, RU-17
    #[test]
    fn a_host_has_one_spelling() {
        use Refusal::*;
        for (candidate, expected) in [
            ("https://app.test@evil.test/", UserInfo),
            ("https://app.test:x@evil.test/", UserInfo),
            ("https://@evil.test/", UserInfo),
            ("https://App.test/", HostCapitals),
            ("https://app.test./", Host),
            ("https://.app.test/", Host),
            ("https://app..test/", Host),
            ("https://-app.test/", Host),
            ("https://app-.test/", Host),
            ("https://xn--app-.test/", Host),
            ("https://a_b.test/", Host),
            ("https://app%2etest/", Host),
            ("https://*.test/", Host),
            ("https://[::1/", Host),
            ("http://[::1", Host),
            ("https://[2001:db8::1]/", Host),
            ("https://[::1]x/", Host),
            ("https://[::1].evil.test/", Host),
            ("https://2130706433/", Host),
            ("https://0x7f000001/", Host),
            ("https://0x7f.1/", Host),
            ("https://127.1/", Host),
            ("https://0177.0.0.1/", Host),
            ("https://1.2.3.256/", Host),
            ("https://1.2.3.4.5/", Host),
            ("https://a.1/", Host),
            ("https://app.test:/", Port),
            ("https://app.test:0/", Port),
            ("https://app.test:080/", Port),
            ("https://app.test:65536/", Port),
            ("https://app.test:99999999999/", Port),
            ("https://app.test:+80/", Port),
            ("https://app.test:80:80/", Port),
        ] {
            assert_eq!(refusal(candidate), expected, "{candidate:?}");
        }
    }

    #[test]
    fn labels_and_hosts_have_a_greatest_length() {
        let label = "a".repeat(63);
        assert!(parse(&format!("https://{label}.test/")).is_ok());
        assert_eq!(refusal(&format!("https://{label}a.test/")), Refusal::Host);
        let host = [label.as_str(); 4].join(".");
        assert_eq!(host.len(), 255);
        assert!(parse(&format!("https://{}/", &host[2..])).is_ok());
        assert_eq!(refusal(&format!("https://{}/", &host[1..])), Refusal::Host);
    }

    /// S0-8
    #[test]
    fn a_whole_url_is_written_in_its_normal_form() {
        for (url, expected) in [
            ("https://app.test", "https://app.test/"),
            ("https://app.test?x", "https://app.test/?x"),
            ("https://app.test#x", "https://app.test/#x"),
            ("https://app.test:443/a/../b", "https://app.test/b"),
            ("https://app.test:80/", "https://app.test:80/"),
            ("https://app.test:1/", "https://app.test:1/"),
            ("https://app.test:65535/", "https://app.test:65535/"),
            (
                "https://xn--bcher-kva.example/",
                "https://xn--bcher-kva.example/",
            ),
            ("https://192.0.2.1/", "https://192.0.2.1/"),
            ("https://3com.example/", "https://3com.example/"),
            ("http://localhost:80", "http://localhost/"),
            ("http://localhost:443", "http://localhost:443/"),
            ("http://127.0.0.1:3000/a", "http://127.0.0.1:3000/a"),
            ("http://[::1]:3000/a", "http://[::1]:3000/a"),
        ] {
            assert_eq!(normalised(url), expected);
        }
        assert_eq!(refusal("https://app.test//x"), Refusal::TwoSlashes);
        assert_eq!(refusal("https://app.test/%2e."), Refusal::EncodedDots);
    }

    /// RU-18
    #[test]
    fn a_url_has_a_greatest_length() {
        let longest = format!("/{}", "a".repeat(MAX_LENGTH - 1));
        assert_eq!(normalised(&longest), longest);
        for length in [MAX_LENGTH + 1, 8_192, 1 << 20] {
            let candidate = format!("/{}", "a".repeat(length - 1));
            assert_eq!(refusal(&candidate), Refusal::TooLong);
            assert_eq!(refusal(&format!("https://{candidate}")), Refusal::TooLong);
        }
    }

    #[test]
    fn as_many_segments_as_fit_are_resolved() {
        let deep = "/a".repeat(MAX_LENGTH / 2);
        assert_eq!(normalised(&deep), deep);
        assert_eq!(normalised(&"/.".repeat(MAX_LENGTH / 2)), "/");
        let down_and_up = ["/a".repeat(400), "/..".repeat(399)].concat();
        assert_eq!(normalised(&down_and_up), "/a/");
    }

    /// RU-01, RU-07, S0-9
    #[test]
    fn without_a_list_every_own_path_is_allowed_and_nothing_else() {
        let allowed = |candidate| allowed(None, &parse(candidate).unwrap());
        assert!(allowed("/"));
        assert!(allowed("/a/b?c#d"));
        for foreign in [
            "https://evil.test/",
            "https://app.test.evil.test/",
            "https://evil-app.test/",
            "https://app.test/",
            "http://localhost/",
        ] {
            assert!(!allowed(foreign), "{foreign:?}");
        }
    }

    /// S0-8
    #[test]
    fn a_whole_url_of_the_own_origin_is_a_path() {
        let Ok(Target::Absolute(own)) = parse("https://app.test") else {
            panic!("an origin is a URL")
        };
        let seen = |candidate| parse(candidate).unwrap().seen_from(&own);
        assert_eq!(seen("https://app.test:443/a/../b?x").to_string(), "/b?x");
        assert_eq!(seen("https://app.test").to_string(), "/");
        assert_eq!(seen("/a").to_string(), "/a");
        for foreign in [
            "https://app.test:8443/",
            "https://www.app.test/",
            "https://app.test.evil.test/",
            "https://evil-app.test/",
        ] {
            assert!(matches!(seen(foreign), Target::Absolute(_)), "{foreign:?}");
        }
        let Ok(Target::Absolute(own)) = parse("http://localhost") else {
            panic!("an origin is a URL")
        };
        let target = parse("https://localhost/").unwrap().seen_from(&own);
        assert!(matches!(target, Target::Absolute(_)));
    }

    #[test]
    fn a_malformed_pattern_allows_nothing() {
        let target = parse("/a").unwrap();
        assert!(!allowed(Some(&["*", "a", "/a?", "/{*rest}/a"]), &target));
        assert!(!allowed(Some(&[]), &target));
        assert!(allowed(Some(&["*", "/a"]), &target));
    }
}
