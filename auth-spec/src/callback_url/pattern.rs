//! The patterns of `callbacks.allow`.

use super::Target;
use crate::error_code::ErrorCode;
use crate::uri::{
    self, Braces, Reference, Refusal, Scheme, attempt, equal, find, part, same_port, split_once,
    strip_prefix,
};

/// An entry of `callbacks.allow`: an axum route pattern, of this application or below an origin.
#[derive(Debug, Clone, Copy)]
pub struct Pattern<'a> {
    origin: Option<Origin<'a>>,
    path: &'a str,
}

/// Scheme, host and port of a pattern that is a whole URL.
#[derive(Debug, Clone, Copy)]
struct Origin<'a> {
    scheme: Scheme,
    /// Whether `*.` stands before the host: one label more, whichever.
    wildcard: bool,
    host: &'a str,
    port: Option<u16>,
}

/// Why an entry of `callbacks.allow` is no pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PatternFault {
    /// It breaks the grammar of URLs.
    Url(Refusal),
    /// `*` alone.
    Star,
    /// A host without `https://`.
    NoScheme,
    /// A relative path.
    NotRooted,
    /// An origin and nothing more.
    NoPath,
    /// `?…`
    Query,
    /// `#…`
    Fragment,
    /// `.` or `..`
    DotSegment,
    /// `https://*`
    AnyHost,
    /// `*` elsewhere in a host than as its first label.
    Wildcard,
    /// `*.` before a name that has only one label.
    WildcardTooWide,
    /// `{}`, `{*}`, `{a b}`
    ParameterName,
    /// `{name}` beside other text in its segment.
    PartialSegment,
    /// `{*rest}` before the end.
    RestNotLast,
    /// `:name`
    ColonParameter,
    /// `*` or `*rest` as a segment.
    StarSegment,
}

impl PatternFault {
    /// What is wrong, to be read after the entry, with the way out.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Url(refusal) => refusal.reason(),
            Self::Star => {
                "allows every address there is; list the paths, or leave `allow` out to allow every path of this application"
            }
            Self::NoScheme => {
                "has no scheme; write `https://` before a host, or `/` before a path of this application"
            }
            Self::NotRooted => "does not start with `/`",
            Self::NoPath => {
                "names an origin without a path; write `/` after it for its root, `/{*rest}` for the paths below"
            }
            Self::Query => "has a query; leave it out, a pattern allows every query",
            Self::Fragment => "has a fragment; leave it out, a pattern allows every fragment",
            Self::DotSegment => "has `.` or `..` as a segment; write the path that it leads to",
            Self::AnyHost => "allows every host; name the host",
            Self::Wildcard => "has `*` in its host; only one leading `*.` may stand there",
            Self::WildcardTooWide => {
                "allows a whole top-level domain; write at least two labels after `*.`"
            }
            Self::ParameterName => {
                "has a parameter without a plain name; write `{name}` or `{*rest}`"
            }
            Self::PartialSegment => {
                "has a parameter beside other text; `{name}` stands for a whole segment"
            }
            Self::RestNotLast => "has `{*rest}` before its end",
            Self::ColonParameter => {
                "has a segment that starts with `:`; a parameter is written `{name}`"
            }
            Self::StarSegment => {
                "has a segment that starts with `*`; what follows a path is written `{*rest}`"
            }
        }
    }

    /// `AUTH-113`.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        &ErrorCode::CALLBACK_URL_INVALID
    }
}

/// Reads an entry of `callbacks.allow`.
///
/// `/account`, `/u/{id}` (one segment), `/account/{*rest}` (one segment or more), `https://acme.example/welcome`,
/// `https://*.preview.acme.example/{*rest}` (one label).
///
/// # Errors
/// The first rule that it breaks.
pub const fn parse_pattern(entry: &str) -> Result<Pattern<'_>, PatternFault> {
    if equal(entry, "*") {
        return Err(PatternFault::Star);
    }
    attempt!(url(uri::check_characters(entry, Braces::Allowed)));
    if find(entry, b'#').is_some() {
        return Err(PatternFault::Fragment);
    }
    if find(entry, b'?').is_some() {
        return Err(PatternFault::Query);
    }
    if strip_prefix(entry, "/").is_some() {
        attempt!(check_path(entry));
        return Ok(Pattern {
            origin: None,
            path: entry,
        });
    }
    let (scheme, rest) = match uri::split_scheme(entry) {
        Ok(split) => split,
        Err(Refusal::Scheme) => return Err(without_scheme(entry)),
        Err(refusal) => return Err(PatternFault::Url(refusal)),
    };
    let end = uri::find_end_of_authority(rest);
    let origin = attempt!(origin(scheme, part(rest, 0, end)));
    let path = part(rest, end, rest.len());
    if path.is_empty() {
        return Err(PatternFault::NoPath);
    }
    attempt!(check_path(path));
    Ok(Pattern {
        origin: Some(origin),
        path,
    })
}

impl Pattern<'_> {
    /// Whether it allows everything below another origin: whoever can write a page there can be the end of a flow.
    #[must_use]
    pub const fn is_whole_origin(&self) -> bool {
        self.origin.is_some() && strip_prefix(self.path, "/{*").is_some()
    }
}

/// Whether a pattern allows a target; query and fragment do not count, `.` and `..` are resolved before.
#[must_use]
pub const fn matches(pattern: &Pattern<'_>, target: &Target<'_>) -> bool {
    match (&pattern.origin, target) {
        (None, Target::Path(reference)) => path_matches(pattern.path, reference),
        (Some(origin), Target::Absolute(url)) => {
            origin.scheme.same(url.scheme())
                && same_port(origin.port, url.port())
                && host_matches(origin, url.host())
                && path_matches(pattern.path, &url.reference())
        }
        _ => false,
    }
}

/// Reads host and port of a pattern.
const fn origin(scheme: Scheme, text: &str) -> Result<Origin<'_>, PatternFault> {
    let (wildcard, name) = match strip_prefix(text, "*.") {
        Some(name) => (true, name),
        None => (false, text),
    };
    if equal(split_once(text, b':').0, "*") {
        return Err(PatternFault::AnyHost);
    }
    if find(name, b'*').is_some() {
        return Err(PatternFault::Wildcard);
    }
    let (host, port) = attempt!(url(uri::authority(scheme, name)));
    if wildcard && find(host, b'.').is_none() {
        return Err(PatternFault::WildcardTooWide);
    }
    if wildcard && uri::is_address(host) {
        return Err(PatternFault::Wildcard);
    }
    Ok(Origin {
        scheme,
        wildcard,
        host,
        port,
    })
}

/// Checks the path of a pattern, which begins with a slash.
const fn check_path(path: &str) -> Result<(), PatternFault> {
    let mut rest = Some(part(path, 1, path.len()));
    while let Some(text) = rest {
        let (segment, next) = split_once(text, b'/');
        if segment.is_empty() && next.is_some() {
            return Err(PatternFault::Url(Refusal::TwoSlashes));
        }
        if let Segment::Rest = attempt!(read_segment(segment))
            && next.is_some()
        {
            return Err(PatternFault::RestNotLast);
        }
        rest = next;
    }
    Ok(())
}

/// One segment of a pattern.
#[derive(Clone, Copy)]
enum Segment<'a> {
    /// Itself.
    Literal(&'a str),
    /// `{name}`: any one that is not empty.
    One,
    /// `{*rest}`: any, the first of which is not empty.
    Rest,
}

/// Reads one segment of a pattern.
const fn read_segment(segment: &str) -> Result<Segment<'_>, PatternFault> {
    if find(segment, b'{').is_none() && find(segment, b'}').is_none() {
        if strip_prefix(segment, ":").is_some() {
            return Err(PatternFault::ColonParameter);
        }
        if strip_prefix(segment, "*").is_some() {
            return Err(PatternFault::StarSegment);
        }
        if equal(segment, ".") || equal(segment, "..") {
            return Err(PatternFault::DotSegment);
        }
        attempt!(url(uri::check_segment(segment)));
        return Ok(Segment::Literal(segment));
    }
    let Some(inner) = strip_prefix(segment, "{") else {
        return Err(PatternFault::PartialSegment);
    };
    let (name, after) = split_once(inner, b'}');
    let (kind, name) = match strip_prefix(name, "*") {
        Some(name) => (Segment::Rest, name),
        None => (Segment::One, name),
    };
    match after {
        Some(after) if is_parameter_name(name) => {
            if after.is_empty() {
                Ok(kind)
            } else {
                Err(PatternFault::PartialSegment)
            }
        }
        _ => Err(PatternFault::ParameterName),
    }
}

/// Whether a parameter can be called that.
const fn is_parameter_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !matches!(bytes[at], b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-') {
            return false;
        }
        at += 1;
    }
    at > 0
}

/// Whether a host is the pattern's or, with `*.`, exactly one label longer.
const fn host_matches(origin: &Origin<'_>, host: &str) -> bool {
    if !origin.wildcard {
        return equal(origin.host, host);
    }
    match split_once(host, b'.') {
        // What a Punycode label shows to people is not what it says here: it is allowed only where it is spelt out.
        (label, Some(parent)) => {
            strip_prefix(label, "xn--").is_none() && equal(origin.host, parent)
        }
        _ => false,
    }
}

/// Whether a path pattern matches, segment by segment.
const fn path_matches(pattern: &str, reference: &Reference<'_>) -> bool {
    let mut segments = reference.segments();
    let mut rest = Some(part(pattern, 1, pattern.len()));
    while let Some(text) = rest {
        let (expected, next) = split_once(text, b'/');
        let Some(segment) = segments.next_segment() else {
            return false;
        };
        match read_segment(expected) {
            Ok(Segment::Literal(literal)) if equal(literal, segment) => {}
            Ok(Segment::One) if !segment.is_empty() => {}
            Ok(Segment::Rest) => return !segment.is_empty(),
            _ => return false,
        }
        rest = next;
    }
    segments.next_segment().is_none()
}

/// What an entry lacks that begins with neither a slash nor a scheme we know.
const fn without_scheme(entry: &str) -> PatternFault {
    let (first, _) = split_once(entry, b'/');
    if find(entry, b':').is_some() && !is_host_and_port(first) {
        PatternFault::Url(Refusal::Scheme)
    } else if find(first, b'.').is_some()
        || find(first, b'*').is_some()
        || find(first, b':').is_some()
    {
        PatternFault::NoScheme
    } else {
        PatternFault::NotRooted
    }
}

/// Whether a text is `host:port`, as far as the port tells.
const fn is_host_and_port(text: &str) -> bool {
    match split_once(text, b':') {
        (_, Some(port)) => !port.is_empty() && port.as_bytes()[0].is_ascii_digit(),
        _ => false,
    }
}

/// A refusal of the grammar, as a fault of the pattern.
const fn url<T: Copy>(result: Result<T, Refusal>) -> Result<T, PatternFault> {
    match result {
        Ok(value) => Ok(value),
        Err(refusal) => Err(PatternFault::Url(refusal)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::callback_url::parse;

    fn allows(entry: &str, candidate: &str) -> bool {
        let pattern =
            parse_pattern(entry).unwrap_or_else(|fault| panic!("{entry:?} {}", fault.reason()));
        let target =
            parse(candidate).unwrap_or_else(|refusal| panic!("{candidate:?} {}", refusal.reason()));
        matches(&pattern, &target)
    }

    fn fault(entry: &str) -> PatternFault {
        match parse_pattern(entry) {
            Err(fault) => fault,
            Ok(pattern) => panic!("{entry:?} was read as {pattern:?}"),
        }
    }

    /// M-23
    #[test]
    fn a_path_allows_itself_whatever_query_and_fragment() {
        assert!(allows("/", "/"));
        assert!(allows("/account", "/account"));
        assert!(allows("/account", "/account?tab=1#top"));
        assert!(allows("/account/", "/account/"));
        for other in [
            "/",
            "/account/",
            "/account/x",
            "/accounts",
            "/Account",
            "/x/account",
        ] {
            assert!(!allows("/account", other), "{other:?}");
        }
        assert!(!allows("/account/", "/account"));
        assert!(!allows("/", "/a"));
    }

    #[test]
    fn a_parameter_stands_for_one_segment() {
        assert!(allows("/u/{id}", "/u/7"));
        assert!(allows("/u/{id}/edit", "/u/7/edit"));
        assert!(allows("/{a}/{b}", "/x/y"));
        assert!(allows("/u/{id}/", "/u/7/"));
        for other in ["/u", "/u/", "/u/7/", "/u/7/edit", "/v/7"] {
            assert!(!allows("/u/{id}", other), "{other:?}");
        }
    }

    #[test]
    fn a_rest_stands_for_one_segment_or_more() {
        assert!(allows("/account/{*rest}", "/account/x"));
        assert!(allows("/account/{*rest}", "/account/x/"));
        assert!(allows("/account/{*rest}", "/account/x/y?z"));
        assert!(allows("/{*rest}", "/a"));
        for other in ["/", "/account", "/account/", "/accounts/x"] {
            assert!(!allows("/account/{*rest}", other), "{other:?}");
        }
        assert!(!allows("/{*rest}", "/"));
    }

    /// M-25
    #[test]
    fn a_whole_origin_is_another_one_with_every_path() {
        let whole = |entry: &str| parse_pattern(entry).unwrap().is_whole_origin();
        assert!(whole("https://acme.example/{*rest}"));
        assert!(whole("https://*.acme.example/{*path}"));
        for entry in [
            "/{*rest}",
            "https://acme.example/",
            "https://acme.example/a/{*rest}",
        ] {
            assert!(!whole(entry), "{entry:?}");
        }
    }

    /// RU-15
    #[test]
    fn dot_segments_are_resolved_before_a_path_is_compared() {
        assert!(allows("/admin", "/a/../../admin"));
        assert!(!allows("/account/{*rest}", "/account/../admin"));
        assert!(!allows("/account/{*rest}", "/account/x/../../admin"));
        assert!(!allows("/account/{*rest}", "/account/x/.."));
        assert!(allows("/account/{*rest}", "/account/../account/x"));
        assert!(!allows("/u/{id}", "/u/.."));
        assert!(!allows("/u/{id}", "/u/."));
        assert!(allows("/u/{id}", "/u/v/../w"));
    }

    /// RU-01, RU-07
    #[test]
    fn another_origin_is_allowed_only_as_it_is_spelt() {
        let entry = "https://acme.example/welcome/{*rest}";
        assert!(allows(entry, "https://acme.example/welcome/x"));
        assert!(allows(entry, "https://acme.example:443/welcome/x"));
        for other in [
            "https://acme.example/welcome",
            "https://acme.example/",
            "https://acme.example:8443/welcome/x",
            "https://www.acme.example/welcome/x",
            "https://acme.example.evil.test/welcome/x",
            "https://evil-acme.example/welcome/x",
            "https://evil.test/welcome/x",
            "/welcome/x",
        ] {
            assert!(!allows(entry, other), "{other:?}");
        }
        assert!(!allows("/welcome", "https://acme.example/welcome"));
        assert!(allows(
            "https://acme.example:8443/",
            "https://acme.example:8443/"
        ));
        assert!(!allows(
            "https://acme.example:8443/",
            "https://acme.example/"
        ));
        assert!(allows(
            "http://localhost:5173/{*rest}",
            "http://localhost:5173/a"
        ));
        assert!(!allows("https://localhost/{*rest}", "http://localhost/a"));
    }

    #[test]
    fn a_wildcard_stands_for_exactly_one_label() {
        let entry = "https://*.preview.acme.example/{*rest}";
        assert!(allows(entry, "https://pr-7.preview.acme.example/x"));
        for other in [
            "https://preview.acme.example/x",
            "https://a.b.preview.acme.example/x",
            "https://evilpreview.acme.example/x",
            "https://a.preview.acme.example.evil.test/x",
            "https://a.preview.acme.example:8443/x",
            "https://a.preview.acme.example/",
        ] {
            assert!(!allows(entry, other), "{other:?}");
        }
    }

    /// RU-14
    #[test]
    fn a_punycode_label_is_allowed_only_where_it_is_spelt_out() {
        let shown_as_buecher = "https://xn--bcher-kva.acme.example/";
        assert!(allows(shown_as_buecher, shown_as_buecher));
        assert!(!allows("https://*.acme.example/", shown_as_buecher));
        assert!(!allows("https://bcher.acme.example/", shown_as_buecher));
        assert!(parse("https://xn--app-.test/").is_err());
        assert!(parse_pattern("https://xn--app-.test/").is_err());
    }

    /// M-24, M-25
    #[test]
    fn each_malformed_entry_is_told_what_is_wrong_with_it() {
        use PatternFault::*;
        for (entry, expected) in [
            ("*", Star),
            ("**", NoScheme),
            ("*.acme.example", NoScheme),
            ("*.acme.example/{*rest}", NoScheme),
            ("acme.example", NoScheme),
            ("acme.example/x", NoScheme),
            ("acme.example:8443/x", NoScheme),
            ("localhost:3000", NoScheme),
            ("account", NotRooted),
            ("account/{*rest}", NotRooted),
            ("https://acme.example", NoPath),
            ("https://*.acme.example", NoPath),
            ("https://acme.example:8443", NoPath),
            ("/a?b", Query),
            ("https://acme.example/?b", Query),
            ("/a#b", Fragment),
            ("/a/../b", DotSegment),
            ("/.", DotSegment),
            ("https://*", AnyHost),
            ("https://*/", AnyHost),
            ("https://*:443/", AnyHost),
            ("https://*.*/", Wildcard),
            ("https://a.*.example/", Wildcard),
            ("https://a*.example/", Wildcard),
            ("https://*a.example/", Wildcard),
            ("https://*.*.acme.example/", Wildcard),
            ("https://*.192.0.2.1/", Wildcard),
            ("https://*.com/", WildcardTooWide),
            ("https://*.com/{*rest}", WildcardTooWide),
            ("http://*.localhost:3000/", WildcardTooWide),
            ("/{}", ParameterName),
            ("/{*}", ParameterName),
            ("/{a b}", Url(Refusal::Space)),
            ("/{a.b}", ParameterName),
            ("/{id", ParameterName),
            ("/{{id}}", ParameterName),
            ("/id}", PartialSegment),
            ("/u-{id}", PartialSegment),
            ("/{id}.html", PartialSegment),
            ("/{a}{b}", PartialSegment),
            ("/{*rest}/x", RestNotLast),
            ("/{*rest}/", RestNotLast),
            ("/u/:id", ColonParameter),
            ("/u/*", StarSegment),
            ("/u/*rest", StarSegment),
            ("https://acme.example/*", StarSegment),
            ("", Url(Refusal::Empty)),
            ("//evil.test", Url(Refusal::TwoSlashes)),
            ("/a//b", Url(Refusal::TwoSlashes)),
            ("/a\\b", Url(Refusal::Backslash)),
            ("/a%2fb", Url(Refusal::EncodedSlash)),
            ("/[a]", Url(Refusal::Character)),
            ("http://acme.example/", Url(Refusal::Insecure)),
            ("http://*.acme.example/", Url(Refusal::Insecure)),
            ("https://user@acme.example/", Url(Refusal::UserInfo)),
            ("https://Acme.example/", Url(Refusal::HostCapitals)),
            ("https:acme.example/", Url(Refusal::Scheme)),
            ("javascript:alert(1)", Url(Refusal::Scheme)),
            ("ftp://acme.example/", Url(Refusal::Scheme)),
        ] {
            assert_eq!(fault(entry), expected, "{entry:?}");
        }
    }
}
