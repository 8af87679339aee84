//! The application's external base URL: the one origin everything is built from (`AUTH_URL`).

use std::fmt;

use auth_spec::callback_url::{self, AbsoluteUrl, Refusal, Target};
use url::Url;

/// The origin under which browsers reach the application. Never taken from a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    origin: String,
    authority: String,
    secure: bool,
}

/// Why a text cannot be `AUTH_URL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BaseUrlFault {
    /// It is not an absolute URL.
    NotAUrl,
    /// It is neither https nor http on this machine.
    Insecure,
    /// It has a path, a query, a fragment or a user.
    MoreThanAnOrigin,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, BaseUrlFault> {
        let url = Url::parse(text.trim()).map_err(|_| BaseUrlFault::NotAUrl)?;
        if !url.has_host() {
            return Err(BaseUrlFault::NotAUrl);
        }
        if !matches!(url.scheme(), "https" | "http") {
            return Err(BaseUrlFault::Insecure);
        }
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !bare {
            return Err(BaseUrlFault::MoreThanAnOrigin);
        }
        let origin = url.origin().ascii_serialization();
        // One grammar says what this machine is and what a host is, here and for callback URLs.
        match callback_url::parse(&origin) {
            Ok(Target::Absolute(_)) => {}
            Err(Refusal::Insecure) => return Err(BaseUrlFault::Insecure),
            Ok(Target::Path(_)) | Err(_) => return Err(BaseUrlFault::NotAUrl),
        }
        let authority = origin
            .split_once("://")
            .map_or_else(String::new, |(_, rest)| rest.to_owned());
        Ok(Self {
            secure: url.scheme() == "https",
            origin,
            authority,
        })
    }

    /// Stands in for an origin whose fault has been reported; no configuration with a fault is ever used.
    pub(crate) fn unknown() -> Self {
        Self {
            origin: String::new(),
            authority: String::new(),
            secure: true,
        }
    }

    /// `https://app.example`, without a slash at the end.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The origin as a callback URL would name it.
    pub(crate) fn as_callback_url(&self) -> Option<AbsoluteUrl<'_>> {
        match callback_url::parse(&self.origin) {
            Ok(Target::Absolute(url)) => Some(url),
            _ => None,
        }
    }

    /// `app.example`, with the port if it is not the scheme's own.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether browsers reach the application by https.
    pub(crate) fn is_secure(&self) -> bool {
        self.secure
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_https_origin_is_taken_and_kept_without_a_slash() {
        let url = BaseUrl::parse("https://App.example:443/").unwrap();
        assert_eq!(
            (url.origin(), url.authority(), url.is_secure()),
            ("https://app.example", "app.example", true)
        );
    }

    #[test]
    fn plain_http_is_taken_on_this_machine_only() {
        for local in [
            "http://localhost:3000",
            "http://127.0.0.1:3000",
            "http://[::1]:3000",
        ] {
            assert!(!BaseUrl::parse(local).unwrap().is_secure(), "{local}");
        }
        for remote in [
            "http://app.example",
            "http://localhost.evil.test",
            "http://10.0.0.1",
            "http://0.0.0.0:3000",
            "ftp://localhost",
        ] {
            assert_eq!(
                BaseUrl::parse(remote),
                Err(BaseUrlFault::Insecure),
                "{remote}"
            );
        }
    }

    #[test]
    fn more_than_an_origin_is_refused() {
        for text in [
            "https://app.example/auth",
            "https://app.example/?a",
            "https://app.example/#a",
            "https://u@app.example",
        ] {
            assert_eq!(
                BaseUrl::parse(text),
                Err(BaseUrlFault::MoreThanAnOrigin),
                "{text}"
            );
        }
        for text in [
            "",
            "app.example",
            "/auth",
            "https://",
            "localhost:3000",
            "https://a_b.example",
        ] {
            assert_eq!(BaseUrl::parse(text), Err(BaseUrlFault::NotAUrl), "{text}");
        }
    }
}
