//! Where the application sends the user when a flow has ended: a destination that has been checked.

use std::fmt;
use std::marker::PhantomData;

use auth_spec::ErrorCode;
use auth_spec::callback_url::{self, Pattern, Target};

use crate::base_url::BaseUrl;
use crate::declaration::Declaration;
use crate::error::Problems;

/// A callback URL of the declaration `D`: it can only be made by checking.
///
/// `callback_url!("/dashboard")` checks a text in the build, [`parse`](Self::parse) any other; what arrives in a request may
/// also name this application's own origin, which [`Auth::callback_url`](crate::Auth::callback_url) knows.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github], callbacks: { allow: ["/", "/u/{id}"] } } }
/// # fn main() {
/// use crate::auth::{CallbackUrl, callback_url};
///
/// assert_eq!(CallbackUrl::parse("/u/7"), Ok(callback_url!("/u/7")));
/// assert!(CallbackUrl::parse("//evil.example").is_err());
/// # }
/// ```
pub struct CallbackUrl<D> {
    url: String,
    declaration: PhantomData<fn() -> D>,
}

/// What says where a flow ends: a [`CallbackUrl`], and nothing that has not been checked.
#[diagnostic::on_unimplemented(
    message = "where users are sent has to be checked: write `callback_url!(\"/dashboard\")`, or `CallbackUrl::parse(…)` for what is known at run time [AUTH-113]",
    label = "not a `CallbackUrl` of this application"
)]
pub trait Destination<D: Declaration> {
    /// The callback URL.
    fn checked(self) -> CallbackUrl<D>;
}

impl<D: Declaration> Destination<D> for CallbackUrl<D> {
    fn checked(self) -> Self {
        self
    }
}

/// A text that is not a callback URL of this declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallbackUrlError {
    /// It is not one at all; with the reason.
    Invalid(&'static str),
    /// It is not in `callbacks.allow`.
    NotAllowed,
}

/// Where users may be sent, read once: what arrives in requests is compared with it.
#[derive(Debug)]
pub(crate) struct CallbackUrls {
    own: BaseUrl,
    /// `None`: every path of this application.
    patterns: Option<Vec<Pattern<'static>>>,
}

impl<D: Declaration> CallbackUrl<D> {
    /// Checks a path of this application, or a URL that `callbacks.allow` lists.
    ///
    /// # Errors
    /// When it is malformed (AUTH-113) or not allowed (AUTH-104).
    pub fn parse(candidate: &str) -> Result<Self, CallbackUrlError> {
        let target = callback_url::parse(candidate)
            .map_err(|refusal| CallbackUrlError::Invalid(refusal.reason()))?;
        if !callback_url::allowed(D::CALLBACKS.allow, &target) {
            return Err(CallbackUrlError::NotAllowed);
        }
        Ok(Self::checked(target.to_string()))
    }

    /// What has been checked already, by [`CallbackUrls::check`] or while the crate was built.
    pub(crate) fn checked(url: String) -> Self {
        Self {
            url,
            declaration: PhantomData,
        }
    }

    /// The declaration's `after_sign_in`, the destination that is always good.
    pub(crate) fn after_sign_in() -> Self {
        Self::checked(D::CALLBACKS.after_sign_in.to_owned())
    }

    pub(crate) fn into_string(self) -> String {
        self.url
    }

    /// A path, or an absolute URL of another origin.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }
}

impl CallbackUrls {
    /// Reads `callbacks.allow`. The build has refused malformed entries; should one come here, it is a problem.
    pub(crate) fn new(
        own: &BaseUrl,
        allow: Option<&'static [&'static str]>,
        problems: &mut Problems,
    ) -> Self {
        let mut read = |entry: &&'static str| match callback_url::parse_pattern(entry) {
            Ok(pattern) => Some(pattern),
            Err(fault) => {
                problems.push(
                    fault.code(),
                    format!("`{entry}` in `callbacks.allow` {}", fault.reason()),
                    "change it in `auth!`",
                );
                None
            }
        };
        Self {
            own: own.clone(),
            patterns: allow.map(|entries| entries.iter().filter_map(&mut read).collect()),
        }
    }

    /// The form to send of what arrived in a request: a path of this application, or an absolute URL that is listed.
    ///
    /// The own origin may be written out: its URLs are paths of this application.
    pub(crate) fn check(&self, candidate: &str) -> Option<String> {
        let mut target = callback_url::parse(candidate).ok()?;
        if let Target::Absolute(_) = target
            && let Some(own) = self.own.as_callback_url()
        {
            target = target.seen_from(&own);
        }
        let allowed = match &self.patterns {
            None => matches!(target, Target::Path(_)),
            Some(patterns) => patterns
                .iter()
                .any(|pattern| callback_url::matches(pattern, &target)),
        };
        allowed.then(|| target.to_string())
    }
}

impl CallbackUrlError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        match self {
            Self::Invalid(_) => &ErrorCode::CALLBACK_URL_INVALID,
            Self::NotAllowed => &ErrorCode::CALLBACK_URL_NOT_ALLOWED,
        }
    }
}

impl fmt::Display for CallbackUrlError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(reason) => write!(formatter, "not a callback URL: {reason}"),
            Self::NotAllowed => formatter.write_str("the callback URL is not in `callbacks.allow`"),
        }
    }
}

impl std::error::Error for CallbackUrlError {}

impl<D> Clone for CallbackUrl<D> {
    fn clone(&self) -> Self {
        Self {
            url: self.url.clone(),
            declaration: PhantomData,
        }
    }
}

impl<D> PartialEq for CallbackUrl<D> {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url
    }
}

impl<D> Eq for CallbackUrl<D> {}

impl<D> fmt::Debug for CallbackUrl<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("CallbackUrl")
            .field(&self.url)
            .finish()
    }
}

impl<D> fmt::Display for CallbackUrl<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.url)
    }
}
