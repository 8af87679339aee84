//! The application's own paths that a declaration names: its pages, and where the routes are mounted.

use crate::error_code::ErrorCode;
use crate::uri::{self, Refusal, equal, split_once, strip_prefix};

/// Why a value in `pages: { … }` is not a page of this application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageFault {
    /// It breaks the grammar of URLs.
    Url(Refusal),
    /// A whole URL.
    WholeUrl,
    /// `?…`
    Query,
    /// `#…`
    Fragment,
    /// `{name}`
    Pattern,
    /// `.` or `..`
    DotSegment,
}

impl PageFault {
    /// What is wrong, to be read after the page.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::Url(refusal) => refusal.reason(),
            Self::WholeUrl => "is a whole URL; write its path, pages are this application's own",
            Self::Query => "has a query; a page is a path alone",
            Self::Fragment => "has a fragment; a page is a path alone",
            Self::Pattern => "is a pattern; a page is one path",
            Self::DotSegment => "has `.` or `..` as a segment; write the path that it leads to",
        }
    }

    /// `AUTH-111`.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        &ErrorCode::PAGE_INVALID
    }
}

/// Checks a page: a path of this application without query and fragment.
///
/// # Errors
/// The first rule that it breaks.
pub const fn check_page(page: &str) -> Result<(), PageFault> {
    let reference = match uri::parse_reference(page) {
        Ok(reference) => reference,
        Err(Refusal::Braces) => return Err(PageFault::Pattern),
        Err(Refusal::NotRooted) if uri::split_scheme(page).is_ok() => {
            return Err(PageFault::WholeUrl);
        }
        Err(refusal) => return Err(PageFault::Url(refusal)),
    };
    if reference.query().is_some() {
        return Err(PageFault::Query);
    }
    if reference.fragment().is_some() {
        return Err(PageFault::Fragment);
    }
    if !reference.is_normalised() {
        return Err(PageFault::DotSegment);
    }
    Ok(())
}

/// Why a `base_path` is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BasePathFault {
    /// It does not start with a slash.
    NotRooted,
    /// `/`
    Root,
    /// It ends with a slash.
    TrailingSlash,
    /// Two slashes in a row.
    TwoSlashes,
    /// `.` or `..`
    DotSegment,
    /// Something else than unreserved characters.
    Character,
    /// More than [`LONGEST_BASE_PATH`] bytes.
    TooLong,
}

impl BasePathFault {
    /// What is wrong, to be read after the path.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::NotRooted => "does not start with `/`",
            Self::Root => {
                "leaves no room for the application's own paths; write a segment, as in `/auth`"
            }
            Self::TrailingSlash => "ends with a slash; leave it out",
            Self::TwoSlashes => "has two slashes in a row",
            Self::DotSegment => "has `.` or `..` as a segment",
            Self::Character => {
                "has a character other than letters, digits, `-`, `.`, `_`, `~` and `/`"
            }
            Self::TooLong => "is longer than 128 bytes",
        }
    }

    /// `AUTH-117`.
    #[must_use]
    pub const fn code(&self) -> &'static ErrorCode {
        &ErrorCode::BASE_PATH_INVALID
    }
}

/// Checks a base path, such as `/auth` or `/api/auth`.
///
/// # Errors
/// The first rule that it breaks.
pub const fn check_base_path(path: &str) -> Result<(), BasePathFault> {
    let Some(mut rest) = strip_prefix(path, "/") else {
        return Err(BasePathFault::NotRooted);
    };
    if path.len() > LONGEST_BASE_PATH {
        return Err(BasePathFault::TooLong);
    }
    if rest.is_empty() {
        return Err(BasePathFault::Root);
    }
    loop {
        let (segment, next) = split_once(rest, b'/');
        if equal(segment, ".") || equal(segment, "..") {
            return Err(BasePathFault::DotSegment);
        }
        if !uri::is_unreserved(segment) {
            return Err(BasePathFault::Character);
        }
        if segment.is_empty() {
            return Err(BasePathFault::TwoSlashes);
        }
        match next {
            Some(next) if next.is_empty() => return Err(BasePathFault::TrailingSlash),
            Some(next) => rest = next,
            None => return Ok(()),
        }
    }
}

/// The longest base path, in bytes.
pub const LONGEST_BASE_PATH: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    /// M-26
    #[test]
    fn a_page_is_a_path_of_this_application() {
        for page in ["/login", "/", "/account/sign-in/", "/caf%C3%A9"] {
            assert_eq!(check_page(page), Ok(()), "{page:?}");
        }
        for (page, expected) in [
            ("https://acme.example/login", PageFault::WholeUrl),
            ("http://localhost/login", PageFault::WholeUrl),
            ("/login?x=1", PageFault::Query),
            ("/login?", PageFault::Query),
            ("/login#x", PageFault::Fragment),
            ("/{tenant}/login", PageFault::Pattern),
            ("/a/../login", PageFault::DotSegment),
            ("/login/.", PageFault::DotSegment),
            ("", PageFault::Url(Refusal::Empty)),
            ("login", PageFault::Url(Refusal::NotRooted)),
            ("//evil.test/login", PageFault::Url(Refusal::TwoSlashes)),
            ("/\\evil.test", PageFault::Url(Refusal::Backslash)),
            ("/log in", PageFault::Url(Refusal::Space)),
        ] {
            assert_eq!(check_page(page), Err(expected), "{page:?}");
        }
    }

    #[test]
    fn a_base_path_is_one_or_more_plain_segments() {
        for path in ["/auth", "/api/auth", "/v1.0/my-auth_~", "/Auth"] {
            assert_eq!(check_base_path(path), Ok(()), "{path:?}");
        }
        for (path, expected) in [
            ("", BasePathFault::NotRooted),
            ("auth", BasePathFault::NotRooted),
            ("https://acme.example/auth", BasePathFault::NotRooted),
            ("/", BasePathFault::Root),
            ("/auth/", BasePathFault::TrailingSlash),
            ("//auth", BasePathFault::TwoSlashes),
            ("/api//auth", BasePathFault::TwoSlashes),
            ("/auth//", BasePathFault::TwoSlashes),
            ("/./auth", BasePathFault::DotSegment),
            ("/auth/..", BasePathFault::DotSegment),
            ("/auth?x", BasePathFault::Character),
            ("/auth#x", BasePathFault::Character),
            ("/{auth}", BasePathFault::Character),
            ("/:auth", BasePathFault::Character),
            ("/*auth", BasePathFault::Character),
            ("/a%20b", BasePathFault::Character),
            ("/a\\b", BasePathFault::Character),
            ("/größe", BasePathFault::Character),
        ] {
            assert_eq!(check_base_path(path), Err(expected), "{path:?}");
        }
    }

    #[test]
    fn a_base_path_has_a_greatest_length() {
        let longest = std::format!("/{}", "a".repeat(LONGEST_BASE_PATH - 1));
        assert_eq!(check_base_path(&longest), Ok(()));
        let longer = std::format!("{longest}a");
        assert_eq!(check_base_path(&longer), Err(BasePathFault::TooLong));
    }
}
