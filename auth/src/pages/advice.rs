//! What an error code means to the person in front of it.

use auth_spec::ErrorCode;

use super::texts::{ErrorText, Texts};
use crate::error::Family;

/// What the error page says of a code. None of it is from a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Advice {
    pub(super) text: &'static ErrorText,
    /// What the way to the sign-in page is called, where that helps.
    pub(super) sign_in: Option<&'static str>,
}

impl Advice {
    pub(super) fn on(code: &ErrorCode, texts: &'static Texts) -> Self {
        let all = &texts.errors;
        let (text, sign_in) = match *code {
            ErrorCode::UNKNOWN_PROVIDER => (&all.unknown_provider, Some(all.choose_again)),
            ErrorCode::CALLBACK_URL_NOT_ALLOWED | ErrorCode::CALLBACK_URL_INVALID => {
                (&all.destination, None)
            }
            ErrorCode::RESERVED_PARAMETER => (&all.parameter, None),
            ErrorCode::SESSIONS_NOT_REVOCABLE
            | ErrorCode::SESSIONS_NOT_STORED
            | ErrorCode::END_SESSION_UNAVAILABLE
            | ErrorCode::REVOCATION_UNAVAILABLE => (&all.not_offered, None),
            ErrorCode::UNAUTHENTICATED => (&all.unauthenticated, Some(texts.sign_in.sign_in)),
            ErrorCode::REAUTHENTICATION_REQUIRED => {
                (&all.reauthentication, Some(texts.sign_in.sign_in_again))
            }
            ErrorCode::AUTHENTICATION_CONTEXT_UNMET => (
                &all.authentication_context,
                Some(texts.sign_in.sign_in_again),
            ),
            ErrorCode::GRANT_ENDED | ErrorCode::ACCESS_TOKEN_NOT_KEPT => {
                (&all.grant_ended, Some(texts.sign_in.sign_in_again))
            }
            ErrorCode::CSRF_REJECTED => (&all.csrf, None),
            ErrorCode::NOT_FOUND => (&all.not_found, None),
            ErrorCode::METHOD_NOT_ALLOWED
            | ErrorCode::UNSUPPORTED_CONTENT
            | ErrorCode::BODY_TOO_LARGE
            | ErrorCode::BAD_REQUEST
            | ErrorCode::SESSION_UPDATE_REFUSED
            | ErrorCode::LOGOUT_TOKEN_INVALID => (&all.request, None),
            ErrorCode::FORBIDDEN => (&all.forbidden, None),
            ErrorCode::SHOWN_SESSION_INVALID
            | ErrorCode::FUNCTION_FAILED
            | ErrorCode::DPOP_PROOF_IMPOSSIBLE => (&all.internal, None),
            ErrorCode::LAST_ACCOUNT => (&all.last_account, None),
            ErrorCode::PROVIDER_SESSION_KEPT => (&all.provider_session_kept, None),
            ErrorCode::TOKENS_NOT_REVOKED => (&all.tokens_not_revoked, None),
            ErrorCode::SIGN_OUT_STATE_MISMATCH => (&all.sign_out_return, None),
            // For those who run the application there is the log; the public is not told what is wrong with it.
            _ if Family::of(code) == Family::Configuration => (&all.not_set_up, None),
            _ => (sign_in_that_failed(code, texts), Some(all.try_again)),
        };
        Self { text, sign_in }
    }
}

/// What can be tried again at once.
fn sign_in_that_failed(code: &ErrorCode, texts: &'static Texts) -> &'static ErrorText {
    let all = &texts.errors;
    match *code {
        ErrorCode::STATE_MISSING | ErrorCode::STATE_MISMATCH => &all.state_missing,
        ErrorCode::STATE_USED => &all.state_used,
        ErrorCode::STATE_EXPIRED => &all.state_expired,
        ErrorCode::STATE_INVALID => &all.state_invalid,
        ErrorCode::PROVIDER_MISMATCH
        | ErrorCode::ISSUER_MISMATCH
        | ErrorCode::RESPONSE_ISSUER_MISSING
        | ErrorCode::ID_TOKEN_INVALID
        | ErrorCode::NONCE_MISMATCH
        | ErrorCode::USERINFO_SUB_MISMATCH => &all.answer_untrusted,
        ErrorCode::ACCESS_DENIED => &all.access_denied,
        ErrorCode::PROVIDER_ERROR | ErrorCode::TOKEN_EXCHANGE_FAILED => &all.provider_error,
        ErrorCode::DPOP_FAILED
        | ErrorCode::REQUEST_REFUSED
        | ErrorCode::ID_TOKEN_ENCRYPTED
        | ErrorCode::PRIVATE_KEY_UNSUITABLE => &all.provider_disagrees,
        ErrorCode::BAD_RESPONSE => &all.answer_malformed,
        ErrorCode::PROFILE_UNUSABLE => &all.profile_unusable,
        ErrorCode::PROVIDER_UNAVAILABLE => &all.provider_unavailable,
        ErrorCode::CLOCK_SKEW => &all.clocks,
        ErrorCode::SESSION_TOO_LARGE | ErrorCode::PROVIDER_TOKENS_NOT_KEPT => &all.too_much,
        ErrorCode::SESSION_UNWRITABLE | ErrorCode::RANDOM_UNAVAILABLE => &all.internal,
        ErrorCode::STORE_UNAVAILABLE => &all.store_unavailable,
        ErrorCode::ACCOUNT_NOT_LINKED => &all.account_not_linked,
        ErrorCode::ACCOUNT_ALREADY_LINKED => &all.account_already_linked,
        ErrorCode::ACCOUNT_SWITCHED => &all.account_switched,
        ErrorCode::USER_DISABLED => &all.user_disabled,
        ErrorCode::CREDENTIALS_REJECTED => &all.credentials_rejected,
        ErrorCode::TOO_MANY_ATTEMPTS => &all.too_many_attempts,
        ErrorCode::CREDENTIALS_UNCHECKED => &all.credentials_unchecked,
        ErrorCode::CREDENTIALS_TOO_LONG => &all.credentials_too_long,
        ErrorCode::EMAIL_INVALID => &all.email_invalid,
        ErrorCode::LINK_INVALID => &all.link_invalid,
        ErrorCode::MAIL_NOT_SENT | ErrorCode::LINKS_UNAVAILABLE => &all.mail_not_sent,
        _ => &all.sign_in_failed,
    }
}

#[cfg(test)]
mod tests {
    use auth_spec::Stage;

    use super::*;
    use crate::pages::texts::{ENGLISH, GERMAN};

    const LANGUAGES: [&Texts; 2] = [&ENGLISH, &GERMAN];

    #[test]
    fn every_code_has_words_in_every_language() {
        for code in ErrorCode::ALL {
            for texts in LANGUAGES {
                let text = Advice::on(code, texts).text;
                assert!(!text.heading.is_empty() && !text.heading.ends_with('.'));
                for sentence in [text.happened, text.advice] {
                    assert!(
                        sentence.ends_with('.') && !sentence.contains("  "),
                        "{sentence}"
                    );
                }
                assert_ne!(text.heading, text.happened.trim_end_matches('.'));
            }
            let [english, german] = LANGUAGES.map(|texts| Advice::on(code, texts));
            assert_ne!(english.text, german.text, "{}", code.code);
            assert_eq!(english.sign_in.is_some(), german.sign_in.is_some());
        }
    }

    /// Whoever adds a code that people can meet has to say what it means to them.
    #[test]
    fn no_code_that_a_person_can_meet_is_left_to_a_general_sentence() {
        for code in ErrorCode::ALL
            .iter()
            .filter(|code| code.stage == Stage::Request)
        {
            let text = Advice::on(code, &ENGLISH).text;
            assert_ne!(*text, ENGLISH.errors.sign_in_failed, "{}", code.code);
            assert_ne!(*text, ENGLISH.errors.not_set_up, "{}", code.code);
        }
    }

    /// Words of the protocol are for developers.
    #[test]
    fn nobody_has_to_know_the_protocol() {
        for code in ErrorCode::ALL {
            for texts in LANGUAGES {
                let text = Advice::on(code, texts).text;
                for sentence in [text.heading, text.happened, text.advice] {
                    for word in [
                        "token", "nonce", "issuer", "OAuth", "OpenID", "CSRF", "AUTH_", "callback",
                        "`",
                    ] {
                        assert!(!sentence.contains(word), "{}: {sentence}", code.code);
                    }
                }
            }
        }
    }

    #[test]
    fn the_public_does_not_read_how_the_application_is_configured() {
        for code in [ErrorCode::SECRET_WEAK, ErrorCode::THEME_INVALID] {
            let advice = Advice::on(&code, &ENGLISH);
            assert_eq!(*advice.text, ENGLISH.errors.not_set_up);
            assert_eq!(advice.sign_in, None);
        }
    }

    #[test]
    fn whoever_began_a_sign_in_can_try_again() {
        let of_signing_out = [
            ErrorCode::PROVIDER_SESSION_KEPT,
            ErrorCode::TOKENS_NOT_REVOKED,
            ErrorCode::SIGN_OUT_STATE_MISMATCH,
            ErrorCode::LOGOUT_TOKEN_INVALID,
        ];
        for code in ErrorCode::ALL
            .iter()
            .filter(|code| code.code.starts_with("AUTH-3") || code.code.starts_with("AUTH-4"))
        {
            assert_eq!(
                Advice::on(code, &ENGLISH).sign_in.is_some(),
                !of_signing_out.contains(code),
                "{}",
                code.code
            );
        }
    }
}
