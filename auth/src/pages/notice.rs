//! An error's code, and the banner that says what happened.

use auth_spec::ErrorCode;
use maud::{Markup, html};

use super::sign_in::is_failure;

/// What happened, in a sentence, with its code. Nothing in it comes from a request.
pub(super) fn error_banner(error: &ErrorCode) -> Markup {
    let failure = is_failure(error);
    html! {
        div.banner.failure[failure] role=[failure.then_some("alert")] {
            p { (error.summary) }
            (error_code(error))
        }
    }
}

/// The code, to search for and to tell others.
pub(super) fn error_code(error: &ErrorCode) -> Markup {
    html! {
        p.code.small { "Error code " code { (error.code) } " (" (error.name) ")" }
    }
}
