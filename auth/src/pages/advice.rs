//! What an error code means to the person in front of it, and to HTTP.

use auth_spec::ErrorCode;
use http::StatusCode;

/// What the error page says of a code. None of it is from a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Advice {
    pub(super) heading: &'static str,
    pub(super) what_happened: &'static str,
    pub(super) what_to_do: &'static str,
    /// What the way to the sign-in page is called, where that helps.
    pub(super) sign_in: Option<&'static str>,
}

impl Advice {
    pub(super) fn on(code: &ErrorCode) -> Self {
        let request = |heading, what_to_do, sign_in| Self {
            heading,
            what_happened: code.summary,
            what_to_do,
            sign_in,
        };
        match *code {
            ErrorCode::ACCESS_DENIED => request("You were not signed in", DENIED, AGAIN),
            ErrorCode::STATE_USED => request("This sign-in is over", OVER, AGAIN),
            ErrorCode::STATE_MISSING
            | ErrorCode::STATE_MISMATCH
            | ErrorCode::STATE_EXPIRED
            | ErrorCode::STATE_INVALID => request(INCOMPLETE, ONE_GO, AGAIN),
            ErrorCode::PROVIDER_UNAVAILABLE => request("Sign-in has to wait", WAIT, AGAIN),
            ErrorCode::UNKNOWN_PROVIDER => request(
                "That is not a way to sign in here",
                CHOOSE,
                Some("Choose again"),
            ),
            ErrorCode::UNAUTHENTICATED => request("Please sign in", RETURN, Some("Sign in")),
            ErrorCode::REAUTHENTICATION_REQUIRED => {
                request("Please sign in again", RETURN, Some("Sign in again"))
            }
            ErrorCode::CSRF_REJECTED => request(REFUSED, RELOAD, None),
            ErrorCode::NOT_FOUND => request("Page not found", ADDRESS, None),
            ErrorCode::SESSION_TOO_LARGE | ErrorCode::SESSION_UNWRITABLE => {
                request(INCOMPLETE, TELL, AGAIN)
            }
            _ => match Family::of(code) {
                Family::Authorization | Family::Provider => request(INCOMPLETE, TELL, AGAIN),
                Family::Request => request(REFUSED, BACK, None),
                // The summary is for those who run the application, not for those who use it.
                Family::Configuration => Self {
                    heading: "Sign-in is not available",
                    what_happened: "This application's sign-in is not set up correctly.",
                    what_to_do: "Only those who run the application can mend it. Tell them the code below.",
                    sign_in: None,
                },
            },
        }
    }
}

/// The status of an answer that says no more than this code.
pub(crate) fn status(code: &ErrorCode) -> StatusCode {
    match *code {
        ErrorCode::ACCESS_DENIED | ErrorCode::CSRF_REJECTED => StatusCode::FORBIDDEN,
        ErrorCode::UNAUTHENTICATED | ErrorCode::REAUTHENTICATION_REQUIRED => {
            StatusCode::UNAUTHORIZED
        }
        ErrorCode::UNKNOWN_PROVIDER | ErrorCode::NOT_FOUND => StatusCode::NOT_FOUND,
        ErrorCode::METHOD_NOT_ALLOWED => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::BODY_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::UNSUPPORTED_CONTENT => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ErrorCode::PROVIDER_UNAVAILABLE | ErrorCode::SESSION_UNWRITABLE => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        // The provider said more than fits.
        ErrorCode::SESSION_TOO_LARGE => StatusCode::BAD_GATEWAY,
        _ => match Family::of(code) {
            Family::Authorization | Family::Request => StatusCode::BAD_REQUEST,
            Family::Provider => StatusCode::BAD_GATEWAY,
            Family::Configuration => StatusCode::INTERNAL_SERVER_ERROR,
        },
    }
}

/// The hundreds of the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
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
    fn of(code: &ErrorCode) -> Self {
        match *code {
            // Found in the build where they are literals, and in requests.
            ErrorCode::CALLBACK_URL_NOT_ALLOWED
            | ErrorCode::CALLBACK_URL_INVALID
            | ErrorCode::RESERVED_PARAMETER
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

const INCOMPLETE: &str = "That sign-in was not completed";
const REFUSED: &str = "That request was not accepted";

const ADDRESS: &str = "Check the address, or start from the application's first page.";
const BACK: &str = "Go back to the application and start from there.";
const CHOOSE: &str = "The sign-in page shows every way there is.";
const DENIED: &str = "If you changed your mind, nothing has happened and you can try again. \
    If you should be let in, ask those who run the application.";
const ONE_GO: &str = "Start again and finish in the same browser, within ten minutes. \
    If it happens again, check that the browser keeps cookies of this site.";
const OVER: &str =
    "You may be signed in already: go back to the application and look. If not, try again.";
const RELOAD: &str = "Load the page anew and repeat what you did. \
    If it happens again, check that the browser keeps cookies of this site.";
const RETURN: &str = "Afterwards you are back where you were.";
const TELL: &str =
    "Try again. If it happens again, tell those who run the application the code below.";
const WAIT: &str = "Try again in a minute, or choose another way to sign in.";

const AGAIN: Option<&str> = Some("Try again");

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
            (ErrorCode::SESSION_TOO_LARGE, 502),
            (ErrorCode::SESSION_UNWRITABLE, 503),
            (ErrorCode::CSRF_REJECTED, 403),
            (ErrorCode::METHOD_NOT_ALLOWED, 405),
            (ErrorCode::NOT_FOUND, 404),
            (ErrorCode::UNKNOWN_PROVIDER, 404),
            (ErrorCode::CALLBACK_URL_INVALID, 400),
            (ErrorCode::RESERVED_PARAMETER, 400),
            (ErrorCode::UNSUPPORTED_CONTENT, 415),
            (ErrorCode::BODY_TOO_LARGE, 413),
            (ErrorCode::BAD_REQUEST, 400),
            (ErrorCode::SECRET_MISSING, 500),
        ];
        for (code, number) in expected {
            assert_eq!(status(&code).as_u16(), number, "{}", code.code);
        }
    }

    #[test]
    fn every_code_has_a_heading_and_says_what_to_do() {
        for code in ErrorCode::ALL {
            let advice = Advice::on(code);
            assert!(
                !advice.heading.is_empty() && advice.what_to_do.ends_with('.'),
                "{}",
                code.code
            );
            assert_ne!(
                advice.heading,
                advice.what_happened.trim_end_matches('.'),
                "{}",
                code.code
            );
        }
    }

    #[test]
    fn the_public_does_not_read_how_the_application_is_configured() {
        let advice = Advice::on(&ErrorCode::SECRET_WEAK);
        assert_ne!(advice.what_happened, ErrorCode::SECRET_WEAK.summary);
        assert_eq!(advice.sign_in, None);
    }

    #[test]
    fn whoever_began_a_sign_in_can_try_again() {
        for code in ErrorCode::ALL
            .iter()
            .filter(|code| code.code.starts_with("AUTH-3") || code.code.starts_with("AUTH-4"))
        {
            assert!(Advice::on(code).sign_in.is_some(), "{}", code.code);
        }
    }
}
