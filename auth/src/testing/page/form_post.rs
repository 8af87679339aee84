//! The page that posts an authorization response (OAuth 2.0 Form Post Response Mode).

use http::StatusCode;
use maud::html;

use super::{Extra, badge, document};
use crate::testing::answer::Answer;

/// A form with these parameters that sends itself, or waits for a click where scripts do not run.
pub(in crate::testing) fn form_post(redirect_uri: &str, parameters: &[(String, String)]) -> Answer {
    let content = html! {
        header {
            (badge())
            h1 { "Back to the application" }
        }
        form.choices method="post" action=(redirect_uri) {
            @for (name, value) in parameters {
                input type="hidden" name=(name) value=(value);
            }
            button.primary type="submit" { "Continue" }
        }
    };
    document(
        StatusCode::OK,
        "Back to the application",
        &content,
        &Extra {
            script: Some(SUBMIT),
            ..Extra::default()
        },
    )
}

const SUBMIT: &str = "document.forms[0].submit()";
