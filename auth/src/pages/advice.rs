//! What an error code means to the person in front of it, and to HTTP.

use auth_spec::ErrorCode;

use crate::error::Family;

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
            ErrorCode::EMAIL_INVALID => request("That is not an e-mail address", ADDRESSED, AGAIN),
            ErrorCode::LINK_INVALID => request("This link does not work", LINK, AGAIN),
            ErrorCode::MAIL_NOT_SENT | ErrorCode::LINKS_UNAVAILABLE => {
                request("Sign-in by e-mail has to wait", WAIT, AGAIN)
            }
            ErrorCode::PROVIDER_UNAVAILABLE => request("Sign-in has to wait", WAIT, AGAIN),
            ErrorCode::STORE_UNAVAILABLE => request("That has to wait", LATER, AGAIN),
            ErrorCode::CREDENTIALS_REJECTED => request("You were not signed in", TYPE, AGAIN),
            ErrorCode::CREDENTIALS_TOO_LONG => request("You were not signed in", SHORTER, AGAIN),
            ErrorCode::TOO_MANY_ATTEMPTS => request("Sign-in has to wait", MINUTE, AGAIN),
            ErrorCode::CREDENTIALS_UNCHECKED => request("Sign-in has to wait", WAIT, AGAIN),
            ErrorCode::UNKNOWN_PROVIDER => request(
                "That is not a way to sign in here",
                CHOOSE,
                Some("Choose again"),
            ),
            ErrorCode::UNAUTHENTICATED => request("Please sign in", RETURN, Some("Sign in")),
            ErrorCode::REAUTHENTICATION_REQUIRED => {
                request("Please sign in again", RETURN, Some("Sign in again"))
            }
            ErrorCode::FORBIDDEN => request("No access", ASK, None),
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

const INCOMPLETE: &str = "That sign-in was not completed";
const REFUSED: &str = "That request was not accepted";

const ADDRESS: &str = "Check the address, or start from the application's first page.";
const ADDRESSED: &str = "Write one address, such as ada@example.com, and nothing else.";
const ASK: &str = "If it should be, ask those who run the application.";
const BACK: &str = "Go back to the application and start from there.";
const CHOOSE: &str = "The sign-in page shows every way there is.";
const DENIED: &str = "If you changed your mind, nothing has happened and you can try again. \
    If you should be let in, ask those who run the application.";
const LATER: &str = "Try again in a minute. If you were signing out, you may still be signed in elsewhere: \
    sign in and out once more.";
const LINK: &str = "Each link works once and not for long. Ask for a new one; of several, the newest is sure to be good.";
const MINUTE: &str = "Try again in a minute, or choose another way to sign in. \
    If those attempts were not yours, tell those who run the application.";
const ONE_GO: &str = "Start again and finish in the same browser, within ten minutes. \
    If it happens again, check that the browser keeps cookies of this site.";
const OVER: &str =
    "You may be signed in already: go back to the application and look. If not, try again.";
const RELOAD: &str = "Load the page anew and repeat what you did. \
    If it happens again, check that the browser keeps cookies of this site.";
const RETURN: &str = "Afterwards you are back where you were.";
const SHORTER: &str = "Check what you have typed or pasted, and try again.";
const TELL: &str =
    "Try again. If it happens again, tell those who run the application the code below.";
const TYPE: &str = "Check what you have typed, and try again.";
const WAIT: &str = "Try again in a minute, or choose another way to sign in.";

const AGAIN: Option<&str> = Some("Try again");

#[cfg(test)]
mod tests {
    use super::*;

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
