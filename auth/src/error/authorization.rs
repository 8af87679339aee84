//! What can be wrong with an authorization response: whoever brought it to the redirect URI is at fault.

use std::fmt;

use auth_spec::ErrorCode;

/// An authorization response that is not used: nothing has been sent to the provider because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorizationResponseError {
    /// It has no `state`, or the browser sent nothing that it kept of any sign-in.
    StateMissing,
    /// This browser did not begin the flow that the response answers.
    StateMismatch,
    /// The flow has already been completed.
    StateUsed,
    /// The flow began more than ten minutes ago.
    StateExpired,
    /// What the browser kept of the flow has been altered.
    StateInvalid,
    /// The flow began with another provider.
    ProviderMismatch,
    /// `iss` names somebody else (RFC 9207 §2.4).
    IssuerMismatch,
    /// `iss` is absent although the provider says that it always sends it (RFC 9207 §2.4).
    IssuerMissing,
    /// The user, or the provider on their behalf, said no (RFC 6749 §4.1.2.1 `access_denied`).
    AccessDenied,
    /// The provider reports another error; its code, if it is one of RFC 6749 or OpenID Connect Core.
    Provider(&'static str),
    /// It is not an authorization response.
    Malformed(&'static str),
}

impl AuthorizationResponseError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        match self {
            Self::StateMissing => &ErrorCode::STATE_MISSING,
            Self::StateMismatch => &ErrorCode::STATE_MISMATCH,
            Self::StateUsed => &ErrorCode::STATE_USED,
            Self::StateExpired => &ErrorCode::STATE_EXPIRED,
            Self::StateInvalid => &ErrorCode::STATE_INVALID,
            Self::ProviderMismatch => &ErrorCode::PROVIDER_MISMATCH,
            Self::IssuerMismatch => &ErrorCode::ISSUER_MISMATCH,
            Self::IssuerMissing => &ErrorCode::RESPONSE_ISSUER_MISSING,
            Self::AccessDenied => &ErrorCode::ACCESS_DENIED,
            Self::Provider("temporarily_unavailable" | "server_error") => {
                &ErrorCode::PROVIDER_UNAVAILABLE
            }
            Self::Provider(_) => &ErrorCode::PROVIDER_ERROR,
            Self::Malformed(_) => &ErrorCode::BAD_RESPONSE,
        }
    }

    /// The error of an error response. Only registered codes are kept: the rest is somebody's text.
    pub(crate) fn from_provider(error: &str) -> Self {
        match error {
            "access_denied" => Self::AccessDenied,
            error => Self::Provider(
                REGISTERED
                    .iter()
                    .copied()
                    .find(|known| *known == error)
                    .unwrap_or("unregistered error"),
            ),
        }
    }
}

impl fmt::Display for AuthorizationResponseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Provider(error) => write!(formatter, "the provider answered `{error}`"),
            Self::Malformed(why) => {
                write!(formatter, "the authorization response is malformed: {why}")
            }
            Self::StateMissing => {
                formatter.write_str("the response or the browser lacks the flow's state")
            }
            Self::StateMismatch => formatter.write_str("this browser did not begin the flow"),
            _ => formatter.write_str(self.code().summary),
        }
    }
}

impl std::error::Error for AuthorizationResponseError {}

/// RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6.
const REGISTERED: &[&str] = &[
    "invalid_request",
    "unauthorized_client",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    "invalid_request_uri",
    "invalid_request_object",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
];
