//! The page that posts an authorization response (OAuth 2.0 Form Post Response Mode).

use http::StatusCode;
use maud::html;

use super::{Extra, badge, document};
use crate::pages::Texts;
use crate::testing::answer::Answer;

/// A form with these parameters that sends itself, or waits for a click where scripts do not run.
pub(in crate::testing) fn form_post(
    texts: &Texts,
    redirect_uri: &str,
    parameters: &[(String, String)],
) -> Answer {
    let words = &texts.development;
    let content = html! {
        header {
            (badge(texts))
            h1 { (words.on_the_way) }
        }
        form.choices method="post" action=(redirect_uri) {
            @for (name, value) in parameters {
                input type="hidden" name=(name) value=(value);
            }
            button.primary type="submit" { (words.go_on) }
        }
    };
    document(
        StatusCode::OK,
        texts,
        words.on_the_way,
        &content,
        &Extra {
            script: Some(SUBMIT),
            ..Extra::default()
        },
    )
}

const SUBMIT: &str = "document.forms[0].submit()";
