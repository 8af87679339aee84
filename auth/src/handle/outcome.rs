//! How a flow's step ends: a response, or a value to make one from.

use std::fmt;

use axum::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, SET_COOKIE};
use serde::Serialize;

use crate::error::SignInError;
use crate::handle::sign_out::SignedOut;
use crate::redirection::{Redirection, without_query};

/// What a step came to, when it is not answered with a redirect: the `redirect: false` of other libraries.
///
/// It goes into a response as a part, so that its cookies are set; it serializes as `{ ok, error, url }`.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github] } }
/// # use axum::response::IntoResponse;
/// use crate::auth::{Auth, provider};
///
/// async fn connect(auth: Auth) -> impl IntoResponse {
///     let outcome = auth.sign_in(provider::github).outcome().await;
///     let body = serde_json::to_string(&outcome).unwrap_or_default();
///     (outcome, body)
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Serialize)]
#[must_use = "its cookies must reach the browser: put it into the response"]
#[non_exhaustive]
pub struct Outcome {
    /// Whether the step succeeded.
    pub ok: bool,
    /// Why not: the snake-case name of an error code.
    pub error: Option<&'static str>,
    /// Where the browser should go now, as an absolute URL.
    pub url: Option<String>,
    /// Of a sign-out that was to end the session at the provider too: what became of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderSignOut>,
    /// Of a sign-out that was to revoke what the provider has granted: what became of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation: Option<TokenRevocation>,
    #[serde(skip)]
    cookies: Vec<HeaderValue>,
}

/// What became of the session at the provider, when somebody was to be signed out of that too. Of this application they are
/// signed out in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProviderSignOut {
    /// The URL leads to the provider, which ends it and sends the user back.
    Redirected,
    /// It goes on: the provider of this session cannot end it, or it is not known which provider that is.
    Unsupported,
    /// It may go on: the provider could not be asked where its end-session endpoint is.
    Unavailable,
}

/// What became of the tokens of a sign-in, when they were to be revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TokenRevocation {
    /// They are worth nothing now.
    Revoked,
    /// Nothing was revoked: the provider of this session revokes no tokens, or it is not known which provider that is.
    Unsupported,
    /// Nothing was revoked: the session keeps no tokens, for instance because they did not fit into its cookies.
    NothingKept,
    /// Not all of them were revoked: the provider failed or refused. Where that may pass it is asked again later.
    Failed,
}

/// A sign-in that could not be started. As a response it leads to the error page.
pub struct SignInRefused {
    /// Why.
    pub error: SignInError,
    pub(super) error_page: String,
}

impl From<Result<Redirection, SignInRefused>> for Outcome {
    fn from(result: Result<Redirection, SignInRefused>) -> Self {
        match result {
            Ok(redirection) => {
                let (location, cookies) = redirection.into_parts();
                Self {
                    ok: true,
                    error: None,
                    url: Some(location),
                    provider: None,
                    revocation: None,
                    cookies,
                }
            }
            Err(refused) => Self {
                ok: false,
                error: Some(refused.error.code().name),
                url: None,
                provider: None,
                revocation: None,
                cookies: Vec::new(),
            },
        }
    }
}

impl From<SignedOut> for Outcome {
    fn from(signed_out: SignedOut) -> Self {
        let SignedOut {
            redirection,
            error,
            provider,
            revocation,
            ..
        } = signed_out;
        let outcome = Self {
            provider,
            revocation,
            ..Self::from(Ok(redirection))
        };
        match error {
            None => outcome,
            Some(code) => Self {
                ok: false,
                error: Some(code.name),
                url: None,
                ..outcome
            },
        }
    }
}

impl IntoResponseParts for Outcome {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for cookie in self.cookies {
            parts.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(parts)
    }
}

impl SignInRefused {
    /// The way to the error page.
    pub(crate) fn into_redirection(self) -> Redirection {
        tracing::warn!(code = self.error.code().code, error = %self.error, "a sign-in could not be started");
        Redirection::to(self.error_page, Vec::new())
    }
}

impl IntoResponse for SignInRefused {
    fn into_response(self) -> Response {
        self.into_redirection().into_response()
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Outcome")
            .field("ok", &self.ok)
            .field("error", &self.error)
            .field("url", &self.url.as_deref().map(without_query))
            .field("provider", &self.provider)
            .field("revocation", &self.revocation)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SignInRefused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("SignInRefused")
            .field(&self.error)
            .finish()
    }
}

impl fmt::Display for SignInRefused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

impl std::error::Error for SignInRefused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SR-05
    #[test]
    fn nothing_prints_what_a_browser_is_given() {
        let cookie = crate::cookies::Attributes::lax(true).set("c", "canary-1", None);
        let location = "https://op.test/authorize?state=canary-2#canary-3".into();
        let redirection = Redirection::to(location, vec![cookie.unwrap()]);
        let outcome = Outcome::from(Ok(redirection.clone()));
        for printed in [
            format!("{redirection:?}"),
            format!("{:?}", redirection.clone().into_headers().get(SET_COOKIE)),
            format!("{outcome:#?}"),
        ] {
            assert!(!printed.contains("canary"), "{printed}");
        }
        assert_eq!(
            format!("{redirection:?}"),
            r#"Redirection { location: "https://op.test/authorize", .. }"#
        );
    }
}
