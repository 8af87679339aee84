//! Where the application sends the user when a flow has ended: a destination that has been checked.

use std::fmt;
use std::marker::PhantomData;

use auth_spec::callback_url::{self, Target};

use crate::declaration::Declaration;

/// A callback URL of the declaration `D`: it can only be made by checking.
pub struct CallbackUrl<D> {
    url: String,
    declaration: PhantomData<fn() -> D>,
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

    /// What has been checked already, by [`check`] or while the crate was built.
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

    /// A path, or an absolute URL of another origin.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }
}

impl CallbackUrlError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static auth_spec::ErrorCode {
        match self {
            Self::Invalid(_) => &auth_spec::ErrorCode::CALLBACK_URL_INVALID,
            Self::NotAllowed => &auth_spec::ErrorCode::CALLBACK_URL_NOT_ALLOWED,
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

/// The checked form of what arrived in a request: a path of the own origin, or an absolute URL that is listed.
///
/// The own origin may be written out: its URLs are paths of this application.
pub(crate) fn check(candidate: &str, origin: &str, allow: Option<&[&str]>) -> Option<String> {
    let mut target = callback_url::parse(candidate).ok()?;
    if let Ok(Target::Absolute(own)) = callback_url::parse(origin) {
        target = target.seen_from(&own);
    }
    callback_url::allowed(allow, &target).then(|| target.to_string())
}
