//! An error's code, and the banner that says what happened.

use auth_spec::ErrorCode;
use maud::{Markup, html};

use super::advice::Advice;
use super::sign_in::is_failure;
use super::texts::Texts;

/// What happened, in a sentence, with its code. Nothing in it comes from a request.
pub(super) fn error_banner(error: &ErrorCode, texts: &'static Texts) -> Markup {
    let failure = is_failure(error);
    html! {
        div.banner.failure[failure] role=[failure.then_some("alert")] {
            p { (Advice::on(error, texts).text.happened) }
            (error_code(error, texts))
        }
    }
}

/// The code, to search for and to tell others.
pub(super) fn error_code(error: &ErrorCode, texts: &Texts) -> Markup {
    html! {
        p.code.small {
            (texts.error_code) " "
            // Letters and digits of another language, whatever direction the page has.
            bdi lang="en" dir="ltr" { code { (error.code) } " (" (error.name) ")" }
        }
    }
}
