//! What a code means to HTTP: its family, and the status that goes with it.

use auth_spec::ErrorCode;
use http::StatusCode;

/// The hundreds of the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// `AUTH-1nn` and `AUTH-2nn`: those who wrote or run the application.
    Configuration,
    /// `AUTH-3nn`: what came back to the redirect URI.
    Authorization,
    /// `AUTH-4nn`: what the provider said or did.
    Provider,
    /// `AUTH-5nn`: what a browser or client asked.
    Request,
}

impl Family {
    pub(crate) fn of(code: &ErrorCode) -> Self {
        match *code {
            // Found in the build where they are literals, and in requests.
            ErrorCode::CALLBACK_URL_NOT_ALLOWED
            | ErrorCode::CALLBACK_URL_INVALID
            | ErrorCode::RESERVED_PARAMETER
            | ErrorCode::SESSIONS_NOT_REVOCABLE
            | ErrorCode::SESSIONS_NOT_STORED
            | ErrorCode::END_SESSION_UNAVAILABLE
            | ErrorCode::REVOCATION_UNAVAILABLE
            | ErrorCode::UNKNOWN_PROVIDER => Self::Request,
            _ => match code.code.as_bytes().get("AUTH-".len()) {
                Some(b'3') => Self::Authorization,
                Some(b'4') => Self::Provider,
                Some(b'5') => Self::Request,
                _ => Self::Configuration,
            },
        }
    }
}

/// The status of an answer that says no more than this code.
pub(crate) fn status(code: &ErrorCode) -> StatusCode {
    match *code {
        ErrorCode::ACCESS_DENIED
        | ErrorCode::CSRF_REJECTED
        | ErrorCode::FORBIDDEN
        | ErrorCode::USER_DISABLED => StatusCode::FORBIDDEN,
        ErrorCode::ACCOUNT_NOT_LINKED
        | ErrorCode::ACCOUNT_ALREADY_LINKED
        | ErrorCode::ACCOUNT_SWITCHED
        | ErrorCode::LAST_ACCOUNT => StatusCode::CONFLICT,
        ErrorCode::UNAUTHENTICATED
        | ErrorCode::REAUTHENTICATION_REQUIRED
        | ErrorCode::AUTHENTICATION_CONTEXT_UNMET
        | ErrorCode::CREDENTIALS_REJECTED => StatusCode::UNAUTHORIZED,
        ErrorCode::UNKNOWN_PROVIDER | ErrorCode::NOT_FOUND => StatusCode::NOT_FOUND,
        ErrorCode::METHOD_NOT_ALLOWED => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::BODY_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::UNSUPPORTED_CONTENT => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::TOO_MANY_ATTEMPTS => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::PROVIDER_UNAVAILABLE
        | ErrorCode::MAIL_NOT_SENT
        | ErrorCode::LINKS_UNAVAILABLE
        | ErrorCode::CREDENTIALS_UNCHECKED
        | ErrorCode::RANDOM_UNAVAILABLE
        | ErrorCode::SESSION_UNWRITABLE
        | ErrorCode::SHOWN_SESSION_INVALID
        | ErrorCode::FUNCTION_FAILED
        | ErrorCode::STORE_UNAVAILABLE => StatusCode::SERVICE_UNAVAILABLE,
        // The provider said more than fits.
        ErrorCode::SESSION_TOO_LARGE => StatusCode::BAD_GATEWAY,
        _ => match Family::of(code) {
            Family::Authorization | Family::Request => StatusCode::BAD_REQUEST,
            Family::Provider => StatusCode::BAD_GATEWAY,
            Family::Configuration => StatusCode::INTERNAL_SERVER_ERROR,
        },
    }
}

#[cfg(test)]
mod tests {
    use auth_spec::Stage;

    use super::*;

    #[test]
    fn every_code_that_a_request_can_meet_has_a_client_or_gateway_status() {
        for code in ErrorCode::ALL
            .iter()
            .filter(|code| code.stage == Stage::Request)
        {
            let status = status(code);
            assert!(
                status.is_client_error() || status == 502 || status == 503,
                "{}: {status}",
                code.code
            );
        }
    }

    /// FL-13
    #[test]
    fn a_refusal_at_the_provider_is_forbidden_and_not_a_fault() {
        assert_eq!(status(&ErrorCode::ACCESS_DENIED), 403);
    }

    #[test]
    fn the_statuses_say_who_is_at_fault() {
        let expected = [
            (ErrorCode::STATE_MISSING, 400),
            (ErrorCode::BAD_RESPONSE, 400),
            (ErrorCode::PROVIDER_UNAVAILABLE, 503),
            (ErrorCode::TOKEN_EXCHANGE_FAILED, 502),
            (ErrorCode::ID_TOKEN_INVALID, 502),
            (ErrorCode::UNAUTHENTICATED, 401),
            (ErrorCode::REAUTHENTICATION_REQUIRED, 401),
            (ErrorCode::CREDENTIALS_REJECTED, 401),
            (ErrorCode::CREDENTIALS_TOO_LONG, 400),
            (ErrorCode::CREDENTIALS_UNCHECKED, 503),
            (ErrorCode::SESSION_TOO_LARGE, 502),
            (ErrorCode::SESSION_UNWRITABLE, 503),
            (ErrorCode::STORE_UNAVAILABLE, 503),
            (ErrorCode::CSRF_REJECTED, 403),
            (ErrorCode::METHOD_NOT_ALLOWED, 405),
            (ErrorCode::NOT_FOUND, 404),
            (ErrorCode::UNKNOWN_PROVIDER, 404),
            (ErrorCode::CALLBACK_URL_INVALID, 400),
            (ErrorCode::RESERVED_PARAMETER, 400),
            (ErrorCode::UNSUPPORTED_CONTENT, 415),
            (ErrorCode::BODY_TOO_LARGE, 413),
            (ErrorCode::EMAIL_INVALID, 400),
            (ErrorCode::LINK_INVALID, 400),
            (ErrorCode::MAIL_NOT_SENT, 503),
            (ErrorCode::LINKS_UNAVAILABLE, 503),
            (ErrorCode::TOO_MANY_ATTEMPTS, 429),
            (ErrorCode::BAD_REQUEST, 400),
            (ErrorCode::SECRET_MISSING, 500),
        ];
        for (code, number) in expected {
            assert_eq!(status(&code).as_u16(), number, "{}", code.code);
        }
    }
}
